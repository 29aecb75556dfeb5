# The components of the library: a component is a part that needs other libraries than the rest. Nothing else in the
# build names them one by one: a new one is a row here, with its sources in src/<name>/.

set(mltrack_all_components core sqlite tls)
set(MLTRACK_COMPONENTS ${mltrack_all_components} CACHE STRING "The components of the library to build")
include(cmake/component.cmake)

# Descriptions, codecs, client, server, stores in memory.
mltrack_component(core
    FIND "Boost 1.81 COMPONENTS json url" "range-v3" "Threads" "ZLIB" "zstd"
    LINK Boost::json Boost::url range-v3::range-v3 Threads::Threads ZLIB::ZLIB zstd::libzstd_shared
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

# The library as its users name it: all the components that were asked for.
mltrack_whole_library()
