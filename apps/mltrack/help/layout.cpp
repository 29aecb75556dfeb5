#include "help/layout.hpp"

#include "help/command_tree.hpp"

#include <CLI/Formatter.hpp>

namespace mltrack::program {
namespace {

constexpr std::size_t name_width = 28;
constexpr std::size_t line_width = 80;

class formatter final : public CLI::Formatter
{
public:
    std::string make_option(const CLI::Option* option, bool is_positional) const override
    {
        std::string names;
        if (is_positional)
            names = option->get_name(true);
        else
            for (const auto& spelling : spellings(*option))
                names += (names.empty() ? "" : ", ") + spelling;
        if (const auto word = value_word(*option); !is_positional && !word.empty())
            names += ' ' + word;
        return entry(names, full_description(*option));
    }

    std::string make_group(std::string group, bool is_positional,
                           std::vector<const CLI::Option*> options) const override
    {
        auto out = group + ":\n";
        for (const auto* option : options)
            out += make_option(option, is_positional);
        return out;
    }

    std::string make_subcommand(const CLI::App* command) const override
    {
        return entry(command->get_display_name(true), command->get_description());
    }

    std::string make_usage(const CLI::App* command, std::string name) const override
    {
        auto usage = "\nUsage: " + name;
        if (command->get_require_subcommand_min() != 0)
            return usage + " COMMAND [OPTIONS]\n\n";
        if (!command->get_subcommands([](auto*) { return true; }).empty())
            usage += " [COMMAND]";
        for (const auto* positional : command->get_options([](auto* option) { return option->get_positional(); }))
            usage += ' ' + make_option_usage(positional);
        return usage + " [OPTIONS]\n\n";
    }

private:
    static std::string entry(const std::string& names, const std::string& description)
    {
        auto out = "  " + names;
        if (names.size() + 2 > name_width - 2)
            out += '\n' + std::string(name_width, ' ');
        else
            out.append(name_width - out.size(), ' ');
        return out + wrapped(description, line_width - name_width, name_width) + '\n';
    }
};

} // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter()
{
    return std::make_shared<formatter>();
}

std::string full_description(const CLI::Option& option)
{
    auto text = option.get_description();
    std::string notes;
    const auto note = [&](const std::string& what) { notes += (notes.empty() ? "" : "; ") + what; };
    if (option.get_required())
        note("required");
    if (!option.get_default_str().empty())
        note("default: " + option.get_default_str());
    if (!option.get_envname().empty())
        note("environment: " + option.get_envname());
    return notes.empty() ? text : text + " [" + notes + ']';
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent)
{
    std::string out;
    std::size_t used = 0;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (used != 0 && used + 1 + word.size() > width) {
            (out += '\n').append(indent, ' ');
            used = 0;
        } else if (used != 0) {
            out += ' ';
            ++used;
        }
        out += word;
        used += word.size();
    }
    return out;
}

} // namespace mltrack::program
