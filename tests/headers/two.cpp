#include "all_headers.hpp"

const void* error_table_of_two();

const void* error_table_of_two()
{
    return &mltrack::error_table;
}
