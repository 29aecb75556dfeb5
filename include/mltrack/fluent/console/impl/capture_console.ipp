#pragma once

#include <mltrack/fluent/console/capture_console.hpp>
#include <mltrack/fluent/console/console_index.hpp>
#include <mltrack/fluent/console/impl/console_session.hpp>
#include <mltrack/fluent/impl/target_run.hpp>

#include <algorithm>
#include <utility>

namespace mltrack {
namespace fluent {

inline void check(const console_options& options)
{
    const auto refuse = [](const char* why) { throw exception(error{errc::invalid_parameter_value, why}); };
    if (!options.standard_output && !options.standard_error)
        refuse("console_options: neither stdout nor stderr is to be captured");
    if (options.file_bytes == 0 || options.file_bytes > std::uint64_t(1) << 40)
        refuse("console_options::file_bytes must be from 1 byte to 1 TiB");
    if (options.upload_interval <= std::chrono::milliseconds(0))
        refuse("console_options::upload_interval must be longer than 0");
}

/// Lets an index know a file as the server has it, which it does not when a program was killed between the upload of
/// the file and that of the index.
inline void add_to(console_index& index, const schema::file_info& file, artifact::run_artifacts& artifacts)
{
    const auto is_it = [&](const console_file& each) { return "console/" + each.name == file.path; };
    auto known = std::ranges::find_if(index.files, is_it);
    if (known == index.files.end()) {
        auto next = file_after(index);
        if (!is_it(next))
            return;
        known = index.files.insert(known, std::move(next));
    }
    if (known->bytes == file.file_size)
        return;
    const auto content = artifacts.read(file.path).value();
    known->bytes = static_cast<std::int64_t>(content.size());
    known->lines = std::ranges::count(content, '\n');
}

/// What a run has of a console already.
inline console_index former_console(tracking::any_tracking_api& api, const schema::id::run& run)
{
    auto artifacts = api.artifacts(run);
    const auto files = artifacts.list("console").value();
    const auto is_index = [](const schema::file_info& file) { return file.path == "console/index.json"; };
    console_index index;
    if (std::ranges::any_of(files, is_index))
        index = codec::json::decode<console_index>(artifacts.read("console/index.json").value()).value();
    for (const auto& file : files)
        add_to(index, file, artifacts);
    return index;
}

} // namespace fluent

MLTRACK_DECL console_capture::console_capture(std::shared_ptr<fluent::companion> session) noexcept
    : session_(std::move(session))
{
}

MLTRACK_DECL console_capture::console_capture(console_capture&& other) noexcept = default;

MLTRACK_DECL console_capture& console_capture::operator=(console_capture&& other) noexcept
{
    if (this != &other) {
        stop();
        session_ = std::move(other.session_);
    }
    return *this;
}

MLTRACK_DECL console_capture::~console_capture()
{
    stop();
}

MLTRACK_DECL void console_capture::stop() noexcept
{
    if (const auto ending = std::exchange(session_, nullptr))
        ending->stop(fluent::time_limit::max());
}

MLTRACK_DECL console_capture capture_console(const schema::id::run& run_id, const console_options& options)
{
    fluent::check(options);
    auto run = fluent::target_of(run_id);
    if (!run.opened)
        throw exception(error{errc::invalid_state, "The run '" + run.id.value +
                                                       "' is not open in this program: start or resume it "
                                                       "(run_options::run_id) to capture the console for it"});
    auto before = fluent::former_console(run.api, run.id);
    auto& capturing = fluent::capturing_process();
    if (capturing.exchange(::getpid()) == ::getpid())
        throw exception(error{errc::invalid_state, "The console is captured already: stop that capture first "
                                                   "(console_capture::stop)"});
    try {
        auto session = std::make_shared<fluent::console_session>(run.api, run.id, options, std::move(before));
        run.opened->beside.add(session);
        return console_capture(std::move(session));
    } catch (...) {
        capturing = 0;
        throw;
    }
}

} // namespace mltrack
