// A plain cpp-httplib server with nlohmann-json, to compare with: answers what beast_server.cpp does.

#include <httplib.h>
#include <nlohmann/json.hpp>

int main()
{
    httplib::Server server;
    server.Get("/health", [](const httplib::Request&, httplib::Response& response) {
        response.set_content(nlohmann::json::object().dump(), "application/json");
    });
    server.set_error_handler([](const httplib::Request&, httplib::Response& response) {
        response.set_content(nlohmann::json({{"error_code", "ENDPOINT_NOT_FOUND"}}).dump(), "application/json");
    });
    server.Post("/log", [](const httplib::Request& request, httplib::Response& response) {
        const auto message = nlohmann::json::parse(request.body);
        response.set_content(nlohmann::json({{"key", message.at("key")}}).dump(), "application/json");
    });
    server.listen("127.0.0.1", 5000);
}
