// What no file that opens a server goes without: the headers of std::filesystem and iostreams, which the example uses
// itself, and those of Boost.System's result, in which all of mltrack answers.
#include <boost/system/result.hpp>

#include <filesystem>
#include <iostream>

int main()
{
    std::cout << std::filesystem::path("folder") / "file";
}
