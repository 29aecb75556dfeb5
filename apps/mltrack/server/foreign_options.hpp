#pragma once

#include "server/log.hpp"

#include <CLI/App.hpp>

namespace mltrack::program {

/// Options of `mlflow server` that this server has no use for, so that people's start scripts go on working, and
/// those that it does not have, whose absence matters.
class foreign_options
{
public:
    explicit foreign_options(CLI::App& command);

    /// Warns of given options that mean nothing here. Throws `mltrack::exception` for one that is not there.
    void check(log& log) const;

private:
    struct entry
    {
        const CLI::Option* option;
        std::string why;
    };

    /// What the user wrote: the option, or the variable.
    std::string written(const CLI::Option& option) const;

    const CLI::App& command_;
    std::vector<entry> ignored_;
    std::vector<entry> missing_;
};

} // namespace mltrack::program
