#include <tests/fuzz/fuzz_target.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

/// @file
/// What stands in for libFuzzer where nothing is to be found out: calls the target with each file of the folders that
/// are named, in the order of their names, and tells which one it is at.

int main(int count, char** arguments)
{
    std::vector<std::filesystem::path> files;
    for (const std::filesystem::path folder : std::vector<std::string>(arguments + 1, arguments + count))
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        std::cout << path.string() << std::endl; // It stands there when the target ends the program.
        std::ifstream file(path, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    }
    std::cout << files.size() << " inputs" << std::endl;
    return files.empty() ? 1 : 0;
}
