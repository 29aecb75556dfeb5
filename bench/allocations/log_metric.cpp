/// How often a server takes memory to answer one log-metric request, over TCP and with SQLite, once it is warm.
/// Usage: bench_allocations. Prints a line for each number of connections: the number, takings a request of C++ code,
/// and of all, SQLite's own included.

#include <mltrack/server.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/tracking/service.hpp>

#include <arpa/inet.h>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <new>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

std::atomic<long> all_takings = 0;
std::atomic<long> cpp_takings = 0;

} // namespace

// glibc's own functions, under the names that a replacement calls.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size)
{
    ++all_takings;
    return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size)
{
    ++all_takings;
    return __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size)
{
    ++all_takings;
    return __libc_realloc(old, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size)
{
    ++all_takings;
    ++cpp_takings; // Asio's, for the frames of coroutines.
    return __libc_memalign(alignment, size);
}
}

void* operator new(std::size_t size)
{
    ++cpp_takings;
    if (void* memory = malloc(size))
        return memory;
    throw std::bad_alloc();
}

namespace {

/// A keep-alive connection that takes no memory itself.
class connection
{
public:
    explicit connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        ::sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const ::sockaddr*>(&address), sizeof address) != 0)
            fail("connect");
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { ::close(socket_); }

    void log_metric(const char* run, int step)
    {
        char body[256];
        const int size = std::snprintf(
            body, sizeof body, R"({"run_id":"%s","key":"loss","value":0.25,"timestamp":1700000000000,"step":%d})", run,
            step);
        char text[512];
        const int length = std::snprintf(text, sizeof text,
                                         "POST /api/2.0/mlflow/runs/log-metric HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                         "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                                         size, body);
        if (::send(socket_, text, static_cast<std::size_t>(length), 0) != length)
            fail("send");
    }

    void read_answer()
    {
        char text[2048];
        ssize_t size = 0;
        while (size < 2 || text[size - 1] != '}') {
            const auto more = ::recv(socket_, text + size, sizeof text - static_cast<std::size_t>(size), 0);
            if (more <= 0)
                fail("recv");
            size += more;
        }
        if (std::string_view(text, 12) != "HTTP/1.1 200")
            fail("a refusal");
    }

private:
    [[noreturn]] static void fail(const char* what)
    {
        std::fprintf(stderr, "the server does not answer: %s\n", what);
        std::exit(1);
    }

    int socket_;
};

void measure(std::uint16_t port, const std::vector<std::string>& runs)
{
    std::vector<std::unique_ptr<connection>> connections;
    for (std::size_t count = 0; count != runs.size(); ++count)
        connections.push_back(std::make_unique<connection>(port));
    constexpr int warm = 200;
    constexpr int measured = 1'000;
    long all = 0;
    long cpp = 0;
    for (int step = 0; step != warm + measured; ++step) {
        if (step == warm) {
            all = all_takings;
            cpp = cpp_takings;
        }
        for (std::size_t index = 0; index != runs.size(); ++index)
            connections[index]->log_metric(runs[index].c_str(), step);
        for (auto& each : connections)
            each->read_answer();
    }
    const double requests = measured * static_cast<double>(runs.size());
    std::printf("%zu %.1f %.1f\n", runs.size(), static_cast<double>(cpp_takings - cpp) / requests,
                static_cast<double>(all_takings - all) / requests);
}

} // namespace

int main()
{
    using namespace mltrack;
    const auto folder = std::filesystem::temp_directory_path() / ("bench_allocations." + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    {
        server_options options;
        options.listen.port = 0;
        server tracking(store::sqlite::open({.file = folder / "metrics.db"}).value(), artifact::local(folder), options);
        std::thread serving([&] { tracking.run(); });
        auto service = tracking.service();
        for (const std::size_t count : {1, 16}) {
            std::vector<std::string> runs;
            while (runs.size() != count)
                runs.push_back(service.create_run({.experiment_id = "0"}).run.info.run_id.value);
            measure(tracking.port(), runs);
        }
        tracking.stop();
        serving.join();
    }
    std::filesystem::remove_all(folder);
}
