#pragma once

/// @file
/// The two structs of Apache Arrow's C data interface, as its specification has them
/// (https://arrow.apache.org/docs/format/CDataInterface.html): what one library exports through them another one
/// imports, without a copy and without knowing each other. Headers of Arrow's own that come before or after leave them
/// alone.

#include <cstdint>

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

extern "C" {

/// The type of an array.
struct ArrowSchema
{
    const char* format;
    const char* name;
    const char* metadata;
    std::int64_t flags;
    std::int64_t n_children;
    struct ArrowSchema** children;
    struct ArrowSchema* dictionary;
    void (*release)(struct ArrowSchema*); ///< Null once it has been called or the struct was moved from.
    void* private_data;
};

/// The data of an array.
struct ArrowArray
{
    std::int64_t length;
    std::int64_t null_count;
    std::int64_t offset;
    std::int64_t n_buffers;
    std::int64_t n_children;
    const void** buffers;
    struct ArrowArray** children;
    struct ArrowArray* dictionary;
    void (*release)(struct ArrowArray*); ///< Null once it has been called or the struct was moved from.
    void* private_data;
};

} // extern "C"

#endif
