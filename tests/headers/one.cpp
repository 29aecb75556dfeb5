#include "all_headers.hpp"

#include <iostream>

const void* error_table_of_two();

int main()
{
    if (error_table_of_two() == &mltrack::error_table)
        return 0;
    std::cerr << "each translation unit has an error_table of its own\n";
    return 1;
}
