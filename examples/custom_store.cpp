// A server over a store of your own (custom_store.hpp). `custom_store [port] [folder]`
#include <examples/custom_store.hpp>
#include <mltrack/server.hpp>

#include <exception>
#include <filesystem>
#include <iostream>

int main(int argc, char** argv)
try {
    mltrack::server_options options;
    options.listen.port = argc > 1 ? static_cast<std::uint16_t>(std::stoi(argv[1])) : 0;
    options.listen.handle_signals = true;
    const std::filesystem::path folder = argc > 2 ? argv[2] : ".";
    mltrack::server server(my::deque_store(), mltrack::artifact::local(folder / "artifacts"), options);
    std::cout << "http://127.0.0.1:" << server.port() << std::endl;
    server.run();
} catch (const std::exception& error) {
    std::cerr << "custom_store [port] [folder]: " << error.what() << '\n';
    return 1;
}
