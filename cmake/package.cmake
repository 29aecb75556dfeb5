# `cpack`, in the folder of a finished build, makes two Debian packages of what `cmake --install` installs: mltrack (the
# program, the install component `program`) and libmltrack-dev (the library, `development`).

set(CPACK_PACKAGE_CONTACT "mltrack <mltrack@localhost>" CACHE STRING "The maintainer that the Debian packages name")
set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_COMPONENTS_ALL development)

if(MLTRACK_PROGRAM)
    list(APPEND CPACK_COMPONENTS_ALL program)
    set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME mltrack)
    set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
    set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
    set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "A server that official MLflow clients use unmodified: one process, which keeps
runs in MLflow's own database schema.")
    install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/mltrack RENAME copyright COMPONENT program)
endif()

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libmltrack-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "Headers, static libraries and CMake files of mltrack: a client and a server of
MLflow Tracking, to be built into your own program.")
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libmltrack-dev RENAME copyright
        COMPONENT development)

set(packages "")
get_property(components GLOBAL PROPERTY MLTRACK_COMPONENTS)
foreach(component IN LISTS components)
    get_property(needed GLOBAL PROPERTY MLTRACK_${component}_DEBIAN)
    list(APPEND packages ${needed})
endforeach()
list(REMOVE_DUPLICATES packages)
list(JOIN packages ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS)

include(CPack)
