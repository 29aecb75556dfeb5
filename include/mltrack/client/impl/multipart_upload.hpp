#pragma once

#include <mltrack/artifact/for_each_index.hpp>
#include <mltrack/client/engine.hpp>
#include <mltrack/client/impl/readable.hpp>
#include <mltrack/client/message.hpp>
#include <mltrack/codec/secrets.hpp>
#include <mltrack/schema/endpoint/artifact_transfers.hpp>
#include <mltrack/transport/exchange/http_exchange.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace mltrack::calling::detail {

/// A part of an artifact's bytes. Those of one artifact share its reader, from several threads.
class part_reader final : public artifact::reader
{
public:
    struct whole
    {
        std::shared_ptr<artifact::reader> content;
        std::mutex mutex = {};
    };

    part_reader(std::shared_ptr<whole> of, std::uint64_t begin, std::uint64_t size)
        : of_(std::move(of)), begin_(begin), size_(size)
    {
    }

    result<std::size_t> read(std::span<char> into) override
    {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - position_));
        if (wanted == 0)
            return std::size_t{0};
        std::lock_guard lock(of_->mutex);
        MLTRACK_CHECK(of_->content->seek(begin_ + position_));
        MLTRACK_TRY(const auto count, of_->content->read(into.first(wanted)));
        position_ += count;
        return count;
    }

    result<void> seek(std::uint64_t position) override
    {
        position_ = std::min(position, size_);
        return {};
    }

    std::uint64_t size() const override { return size_; }
    schema::unix_ms modified() const override { return of_->content->modified(); }

private:
    std::shared_ptr<whole> of_;
    std::uint64_t begin_;
    std::uint64_t size_;
    std::uint64_t position_ = 0;
};

/// A signed URL, taken apart.
struct signed_url
{
    std::string origin; ///< Scheme, host and port.
    std::string target; ///< Path and query, with the signature.

    static result<signed_url> parse(const std::string& url)
    {
        const auto scheme = url.find("://");
        const auto path = scheme == url.npos ? url.npos : url.find_first_of("/?", scheme + 3);
        if (path == url.npos)
            return error{errc::internal_error,
                         "The server gave '" + codec::without_secrets(url) + "', which is no URL of a storage"};
        const std::string slash = url[path] == '/' ? "" : "/";
        return signed_url{url.substr(0, path), slash + url.substr(path)};
    }
};

/// Talks to the storages that signed URLs lead to, without the credentials of the tracking server.
class storages
{
public:
    explicit storages(client_options options) : options_(std::move(options))
    {
        options_.headers = {};
        options_.oauth = {};
        options_.tls = options_.multipart.tls;
        // It is called on the thread of the server's client only.
        options_.on_retry = {};
    }

    /// Errors: `invalid_parameter_value` for a URL that this program cannot talk to.
    result<engine*> at(const std::string& origin)
    {
        std::lock_guard lock(mutex_);
        auto& found = engines_[origin];
        if (!found)
            try {
                found = std::make_unique<engine>(options_, [&](auto& loop, const auto& options) {
                    return std::make_unique<transport::http_exchange>(loop, origin, options);
                });
            } catch (const exception& refused) {
                return refused.error();
            }
        return found.get();
    }

private:
    client_options options_;
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<engine>> engines_;
};

/// Puts a part where its signed URL leads. One that fails in passing is sent again by itself, the others are not.
inline result<schema::multipart_upload_part>
put_part(storages& at, const schema::multipart_upload_credential& credential, std::shared_ptr<artifact::reader> content)
{
    MLTRACK_TRY(const auto url, signed_url::parse(credential.url));
    MLTRACK_TRY(auto* const storage, at.at(url.origin));
    transport::outgoing request;
    request.head.method = "PUT";
    request.head.target = url.target;
    for (const auto& [name, value] : credential.headers)
        request.head.headers.push_back({name, value});
    request.upload = std::move(content);
    const auto answer = storage->run(std::move(request));
    if (answer.has_error())
        return answer.error();
    if (answer->status / 100 != 2)
        return error{error_code_of({}, answer->status),
                     codec::without_secrets(url.origin) + " answered " + std::to_string(answer->status) + " to part " +
                         std::to_string(credential.part_number) + " of an artifact" + readable(*answer)};
    return schema::multipart_upload_part{credential.part_number, std::string(answer->headers["ETag"]), credential.url};
}

/// Uploads an artifact in parts right to the server's storage, several at once. `folder` and `name` say where it goes.
/// Errors: `not_implemented` when the server has no such storage; nothing was sent then. After other errors the parts
/// are given up.
class multipart_upload
{
public:
    multipart_upload(engine& server, std::string folder, std::string name)
        : server_(server), folder_(std::move(folder)), name_(std::move(name)), storages_(server.options())
    {
    }

    result<void> run(std::shared_ptr<artifact::reader> content)
    {
        const auto part_bytes = server_.options().multipart.part_bytes;
        const auto count = (content->size() + part_bytes - 1) / part_bytes;
        MLTRACK_TRY(const auto begun, call<schema::create_multipart_upload>(
                                          {.artifact_path = folder_, .path = name_, .num_parts = std::int64_t(count)}));
        auto outcome = put_all(begun.credentials, std::move(content), count);
        if (outcome)
            outcome = complete(begun.upload_id);
        if (outcome.has_error())
            // What went wrong before says more than whether this works.
            static_cast<void>(call<schema::abort_multipart_upload>(
                {.artifact_path = folder_, .path = name_, .upload_id = begun.upload_id}));
        return outcome;
    }

private:
    template <class E>
    result<typename E::response> call(const typename E::request& request)
    {
        return response_of<E>(server_.address(), server_.run(request_of<E>(request)));
    }

    result<void> put_all(const std::vector<schema::multipart_upload_credential>& credentials,
                         std::shared_ptr<artifact::reader> content, std::uint64_t count)
    {
        if (credentials.size() != count)
            return error{errc::internal_error, server_.address() + " gave URLs for " +
                                                   std::to_string(credentials.size()) +
                                                   " parts of an artifact in place "
                                                   "of " +
                                                   std::to_string(count)};
        MLTRACK_CHECK(check_order(credentials));
        const auto part_bytes = server_.options().multipart.part_bytes;
        const auto size = content->size();
        const auto whole = std::make_shared<part_reader::whole>(std::move(content));
        parts_.resize(credentials.size());
        return artifact::for_each_index(
            credentials.size(), server_.options().max_connections, [&](std::size_t index) -> result<void> {
                const auto begin = index * part_bytes;
                auto part = std::make_shared<part_reader>(whole, begin, std::min(part_bytes, size - begin));
                MLTRACK_TRY(parts_[index], put_part(storages_, credentials[index], std::move(part)));
                return {};
            });
    }

    /// The n-th URL has to be that of the n-th part: the storage joins them by their numbers.
    result<void> check_order(const std::vector<schema::multipart_upload_credential>& credentials) const
    {
        for (std::size_t index = 0; index != credentials.size(); ++index)
            if (const auto number = credentials[index].part_number; number != static_cast<std::int64_t>(index + 1))
                return error{errc::internal_error, server_.address() + " gave a URL for part " +
                                                       std::to_string(number) + " of an artifact in place of part " +
                                                       std::to_string(index + 1)};
        return {};
    }

    result<void> complete(const std::string& upload_id)
    {
        schema::complete_multipart_upload::request request{
            .artifact_path = folder_, .path = name_, .upload_id = upload_id, .parts = {}};
        request.parts = std::move(parts_);
        MLTRACK_CHECK(call<schema::complete_multipart_upload>(request));
        return {};
    }

    engine& server_;
    std::string folder_;
    std::string name_;
    storages storages_;
    std::vector<schema::multipart_upload_part> parts_;
};

} // namespace mltrack::calling::detail
