// A tracking server in your own program. `embed_server [port] [folder]`
#include <mltrack/server.hpp>
#include <mltrack/store/sqlite.hpp>

#include <exception>
#include <filesystem>
#include <iostream>

int main(int argc, char** argv)
try {
    const std::filesystem::path folder = argc > 2 ? argv[2] : ".";
    mltrack::server_options options;
    options.listen.port = argc > 1 ? static_cast<std::uint16_t>(std::stoi(argv[1])) : 0;
    options.listen.handle_signals = true;
    auto store = mltrack::store::sqlite::open({.file = folder / "mltrack.db"}).value();
    mltrack::server server(store, mltrack::artifact::local(folder / "artifacts"), options);
    std::cout << "http://127.0.0.1:" << server.port() << std::endl;
    server.run();
} catch (const std::exception& error) {
    std::cerr << "embed_server [port] [folder]: " << error.what() << '\n';
    return 1;
}
