/// A server that reads requests and answers each of them at once, with one thread and nothing between it and the
/// kernel: what a load that it gets is bound by is the load's own making. Prints its port.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
constexpr std::string_view length_field = "Content-Length: ";

/// What has come of the request that a connection sends.
struct connection
{
    std::string head;
    std::size_t body_left = 0;

    /// Takes some bytes; true when a request has ended. The client waits for the answer before it sends the next one.
    bool take(std::string_view bytes)
    {
        if (body_left != 0) {
            body_left -= bytes.size();
            return body_left == 0;
        }
        head += bytes;
        const auto end = head.find("\r\n\r\n");
        if (end == head.npos)
            return false;
        const auto field = head.find(length_field);
        const auto length = field < end ? std::strtoull(head.c_str() + field + length_field.size(), nullptr, 10) : 0;
        body_left = length - (head.size() - end - 4);
        head.clear();
        return body_left == 0;
    }
};

void watch(int poll, int descriptor)
{
    epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
    ::epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
}

/// Reads what is there and answers; false when the connection has ended.
bool serve(int descriptor, connection& state)
{
    static std::array<char, 1 << 18> buffer;
    const auto size = ::recv(descriptor, buffer.data(), buffer.size(), 0);
    if (size <= 0)
        return false;
    return !state.take({buffer.data(), static_cast<std::size_t>(size)}) ||
           ::send(descriptor, answer.data(), answer.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(answer.size());
}

} // namespace

int main()
{
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener, generic, size) != 0 || ::listen(listener, 1024) != 0 ||
        ::getsockname(listener, generic, &size) != 0)
        return EXIT_FAILURE;
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);

    const int poll = ::epoll_create1(0);
    watch(poll, listener);
    std::map<int, connection> connections;
    std::array<epoll_event, 64> events;
    for (;;) {
        const int count = ::epoll_wait(poll, events.data(), events.size(), -1);
        for (int index = 0; index < count; ++index) {
            const int descriptor = events[index].data.fd;
            if (descriptor == listener) {
                watch(poll, ::accept(listener, nullptr, nullptr));
            } else if (!serve(descriptor, connections[descriptor])) {
                connections.erase(descriptor);
                ::close(descriptor);
            }
        }
    }
}
