#include "commands.hpp"
#include "help/command_tree.hpp"
#include "help/filter_completion.hpp"
#include "verb.hpp"

#include <iostream>
#include <string_view>

namespace mltrack::program {
namespace {

/// Every command but the program itself, with its parents' names before it and a blank before each.
std::string all_paths(const std::vector<command_node>& nodes, const char* separator)
{
    std::string out;
    for (const auto& node : nodes)
        if (!node.path.empty())
            out += (out.empty() ? "" : separator) + ("\" " + node.joined(" ")) + '"';
    return out;
}

std::string in_single_quotes(const std::string& text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + '\'';
}

/// What shells do behind --filter: they ask the program, without the quote that the filter starts with. The first word
/// of the command says what is searched.
constexpr std::string_view bash_of_filters = R"shell(
    if [ "${COMP_WORDS[COMP_CWORD-1]}" = --filter ]; then
        path=${path# }
        mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" completion filter "${path%% *}" "${current#[\"\']}" 2>/dev/null)
        compopt -o nospace +o default 2>/dev/null
        return
    fi
)shell";
constexpr std::string_view zsh_of_filters = R"shell(
    if [[ ${words[CURRENT-1]} == --filter ]]; then
        at=${at# }
        entries=(${(f)"$(${words[1]} completion filter ${at%% *} "${words[CURRENT]#[\"\']}" 2>/dev/null)"})
        compadd -Q -U -S '' -- $entries
        return
    fi
)shell";
constexpr std::string_view fish_of_filters =
    R"shell( (commandline -ct | string trim --left --chars "\"\'") 2>/dev/null)shell";

void print_bash(const std::vector<command_node>& nodes)
{
    std::cout << "# Completion of mltrack for bash; made by `mltrack completion bash`.\n"
                 "_mltrack()\n{\n"
                 "    local current=${COMP_WORDS[COMP_CWORD]} path= word words=\n"
                 "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                 "        case \"$path $word\" in\n            "
              << all_paths(nodes, "|") << ") path=\"$path $word\" ;;\n        esac\n    done\n    case \"$path\" in\n";
    for (const auto& node : nodes) {
        std::cout << "        \"" << (node.path.empty() ? "" : " ") << node.joined(" ") << "\") words=\"";
        std::string separator;
        for (const auto* child : node.children())
            std::cout << std::exchange(separator, " ") << child->get_name();
        for (const auto* option : node.options())
            for (const auto& spelling : spellings(*option))
                std::cout << std::exchange(separator, " ") << spelling;
        std::cout << "\" ;;\n";
    }
    std::cout << "    esac" << bash_of_filters
              << "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\n"
                 "complete -o default -F _mltrack mltrack\n";
}

void print_zsh(const std::vector<command_node>& nodes)
{
    const auto entry = [](std::string name, const std::string& description) {
        std::string out;
        for (const char c : name)
            out += c == ':' ? "\\:" : std::string(1, c);
        std::cout << ' ' << in_single_quotes(out + ':' + description);
    };
    std::cout << "#compdef mltrack\n# Completion of mltrack for zsh; made by `mltrack completion zsh`.\n"
                 "_mltrack()\n{\n"
                 "    local at= word\n    local -a entries\n"
                 "    for word in ${words[2,CURRENT-1]}; do\n        case \"$at $word\" in\n            ("
              << all_paths(nodes, "|") << ") at=\"$at $word\" ;;\n        esac\n    done\n    case \"$at\" in\n";
    for (const auto& node : nodes) {
        std::cout << "        (\"" << (node.path.empty() ? "" : " ") << node.joined(" ") << "\") entries=(";
        for (const auto* child : node.children())
            entry(child->get_name(), child->get_description());
        for (const auto* option : node.options())
            for (const auto& spelling : spellings(*option))
                entry(spelling, option->get_description());
        std::cout << " ) ;;\n";
    }
    std::cout << "    esac" << zsh_of_filters
              << "    _describe -o command entries || _files\n}\n"
                 "if [ \"$funcstack[1]\" = _mltrack ]; then _mltrack \"$@\"; else compdef _mltrack mltrack; fi\n";
}

void print_fish(const std::vector<command_node>& nodes)
{
    std::cout << "# Completion of mltrack for fish; made by `mltrack completion fish`.\n"
                 "function __mltrack_at\n    set -l at ''\n"
                 "    for word in (commandline -opc)[2..]\n        switch \"$at $word\"\n            case "
              << all_paths(nodes, " ")
              << "\n                set at \"$at $word\"\n        end\n    end\n    test \"$at\" = \"$argv\"\nend\n";
    for (const auto& node : nodes) {
        const auto condition =
            " -n '__mltrack_at \"" + std::string(node.path.empty() ? "" : " ") + node.joined(" ") + "\"'";
        for (const auto* child : node.children())
            std::cout << "complete -c mltrack -f" << condition << " -a " << child->get_name() << " -d "
                      << in_single_quotes(child->get_description()) << '\n';
        for (const auto* option : node.options()) {
            std::cout << "complete -c mltrack" << condition;
            for (const auto& name : option->get_snames())
                std::cout << " -s " << name;
            for (const auto& name : option->get_lnames())
                std::cout << " -l " << name;
            if (option->get_name() == "--filter")
                std::cout << " -f -a '(mltrack completion filter " << node.path.front() << fish_of_filters << ")'";
            std::cout << (takes_value(*option) ? " -r" : "") << " -d " << in_single_quotes(option->get_description())
                      << '\n';
        }
    }
}

} // namespace

void add_completion_command(CLI::App& program)
{
    auto& group = add_group(program, "completion", "Print the completion of this program for a shell.");
    const auto add = [&](const std::string& shell, const std::string& use,
                         void (*print)(const std::vector<command_node>&)) {
        auto& command = *group.add_subcommand(shell, "For " + shell + ": " + use)->group("Commands");
        command.set_help_flag("--help", "Print this help.");
        command.callback([&program, print] { print(all_commands(program)); });
    };
    add("bash", "source <(mltrack completion bash)", print_bash);
    add("zsh", "source <(mltrack completion zsh)", print_zsh);
    add("fish", "mltrack completion fish | source", print_fish);
    add_filter_completion(group);
}

} // namespace mltrack::program
