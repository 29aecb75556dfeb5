#pragma once

#include <mltrack/tracking/run_name.hpp>

#include <cstddef>
#include <random>
#include <string_view>

namespace mltrack::tracking {
namespace detail {

inline constexpr std::string_view adjectives[] = {
    "able",   "agile",   "amber",  "apt",    "bold",   "brave", "brief",  "bright", "brisk",  "calm",   "candid",
    "clean",  "clear",   "clever", "cosmic", "crisp",  "curly", "daring", "deep",   "deft",   "eager",  "early",
    "exact",  "fair",    "fast",   "fine",   "fleet",  "fond",  "free",   "fresh",  "gentle", "glad",   "golden",
    "grand",  "happy",   "hardy",  "honest", "humble", "ideal", "jolly",  "keen",   "kind",   "late",   "light",
    "lively", "loyal",   "lucid",  "lucky",  "mellow", "merry", "mild",   "modest", "neat",   "nimble", "noble",
    "novel",  "patient", "polite", "prime",  "proud",  "quick", "quiet",  "rapid",  "ready",  "rosy",   "round",
    "serene", "sharp",   "shy",    "silent", "simple", "sleek", "smart",  "snowy",  "sober",  "solid",  "spry",
    "steady", "still",   "stoic",  "sunny",  "sure",   "swift", "tidy",   "true",   "upbeat", "vast",   "vivid",
    "warm",   "wise",    "witty",  "young",  "zesty",
};

inline constexpr std::string_view animals[] = {
    "ant",    "badger", "bat",    "bear",   "beaver", "bee",    "bison", "boar",   "camel",  "cat",     "cod",
    "crab",   "crane",  "crow",   "deer",   "dingo",  "dove",   "duck",  "eagle",  "eel",    "egret",   "elk",
    "falcon", "ferret", "finch",  "fox",    "frog",   "gecko",  "goat",  "goose",  "gull",   "hare",    "hawk",
    "heron",  "horse",  "ibex",   "ibis",   "jay",    "kite",   "koala", "lark",   "lemur",  "lion",    "llama",
    "lynx",   "magpie", "marten", "mole",   "moose",  "mouse",  "newt",  "ocelot", "orca",   "otter",   "owl",
    "ox",     "panda",  "perch",  "pigeon", "pike",   "puffin", "puma",  "quail",  "rabbit", "raven",   "robin",
    "rook",   "salmon", "seal",   "shark",  "sheep",  "shrew",  "skunk", "sloth",  "snail",  "sparrow", "squid",
    "stork",  "swan",   "swift",  "tapir",  "tern",   "tiger",  "toad",  "trout",  "turtle", "viper",   "vole",
    "walrus", "weasel", "whale",  "wolf",   "wombat", "wren",   "yak",   "zebra",
};

/// An even pick from `0` to `last`.
inline std::size_t pick(std::size_t last)
{
    thread_local std::mt19937_64 engine{std::random_device{}()};
    return std::uniform_int_distribution<std::size_t>(0, last)(engine);
}

} // namespace detail

MLTRACK_DECL std::string generate_run_name()
{
    std::string name(detail::adjectives[detail::pick(std::size(detail::adjectives) - 1)]);
    name += '-';
    name += detail::animals[detail::pick(std::size(detail::animals) - 1)];
    name += '-';
    return name += std::to_string(detail::pick(1000));
}

static_assert(
    [] {
        for (const auto word : detail::adjectives)
            for (const auto animal : detail::animals)
                if (word.size() + animal.size() + std::string_view("--1000").size() > 20)
                    return false;
        return true;
    }(),
    "every generated run name has at most 20 characters");

} // namespace mltrack::tracking
