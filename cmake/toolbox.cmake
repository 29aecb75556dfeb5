# What only makes the build faster: used where it is installed, never needed.

find_program(MLTRACK_MOLD mold)
mark_as_advanced(MLTRACK_MOLD)
if(MLTRACK_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

find_program(MLTRACK_CCACHE ccache)
mark_as_advanced(MLTRACK_CCACHE)
if(MLTRACK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # A precompiled header is cached only when ccache may overlook its time stamps.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${MLTRACK_CCACHE})
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
