# The components of the library: a component is a part that needs other libraries than the rest. Nothing else in the
# build names them one by one: a new one is a row here, with its sources in src/<name>/.

set(mltrack_all_components core sqlite tls png git)
set(MLTRACK_COMPONENTS ${mltrack_all_components} CACHE STRING "The components of the library to build")
include(cmake/component.cmake)
list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR}/modules)

# Descriptions, codecs, client, server, stores in memory.
mltrack_component(core
    FIND "Boost 1.81 COMPONENTS json url" "range-v3" "Threads" "ZLIB" "zstd"
    LINK Boost::json Boost::url range-v3::range-v3 Threads::Threads ZLIB::ZLIB zstd::libzstd_shared
        ${CMAKE_DL_LIBS}
    DEBIAN libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev librange-v3-dev
        zlib1g-dev libzstd-dev
    SOURCES src/*.cpp)

# The store in an SQLite file.
mltrack_component(sqlite
    NEEDS core
    FIND "SQLite3"
    LINK SQLite::SQLite3
    DEBIAN libsqlite3-dev
    SOURCES src/sqlite/*.cpp)

# Clients of servers at https: URLs.
mltrack_component(tls
    NEEDS core
    FIND "OpenSSL"
    LINK OpenSSL::SSL OpenSSL::Crypto
    DEBIAN libssl-dev
    SOURCES src/tls/*.cpp)

# Images as artifacts of the fluent API.
mltrack_component(png
    NEEDS core
    FIND "PNG"
    LINK PNG::PNG
    DEBIAN libpng-dev
    SOURCES src/png/*.cpp)

# The tags of the fluent API that say which commit a program was built from.
mltrack_component(git
    NEEDS core
    FIND "Libgit2"
    LINK Libgit2::Libgit2
    DEBIAN libgit2-dev
    SOURCES src/git/*.cpp)

# The library as its users name it: all the components that were asked for.
mltrack_whole_library()
