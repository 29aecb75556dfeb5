# What `cmake --install` installs of the library, as the install component `development`: headers, static libraries, and
# what find_package(mltrack) reads. Nothing in it holds a path of this machine, so that the tree can be moved.

include(CMakePackageConfigHelpers)
set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/mltrack)

get_property(components GLOBAL PROPERTY MLTRACK_COMPONENTS)
foreach(component IN LISTS components)
    set_target_properties(mltrack_${component} PROPERTIES EXPORT_NAME ${component})
    set_target_properties(mltrack_${component}_compiled PROPERTIES EXPORT_NAME ${component}_compiled)
    install(TARGETS mltrack_${component} mltrack_${component}_compiled EXPORT mltrack-${component}
            ARCHIVE COMPONENT development)
    install(EXPORT mltrack-${component} NAMESPACE mltrack:: DESTINATION ${config_folder}
            FILE mltrack-targets-${component}.cmake COMPONENT development)

    # What find_package reads of the component: the others that it needs, its dependencies, its targets.
    set(steps "")
    get_property(needs GLOBAL PROPERTY MLTRACK_${component}_NEEDS)
    foreach(needed IN LISTS needs)
        string(APPEND steps "include(\${CMAKE_CURRENT_LIST_DIR}/mltrack-component-${needed}.cmake)\n")
    endforeach()
    get_property(dependencies GLOBAL PROPERTY MLTRACK_${component}_FIND)
    foreach(dependency IN LISTS dependencies)
        string(APPEND steps "find_dependency(${dependency})\n")
    endforeach()
    string(APPEND steps "include(\${CMAKE_CURRENT_LIST_DIR}/mltrack-targets-${component}.cmake)\n")
    set(file ${CMAKE_CURRENT_BINARY_DIR}/cmake/mltrack-component-${component}.cmake)
    file(CONFIGURE OUTPUT ${file} CONTENT "${steps}" @ONLY)
    install(FILES ${file} DESTINATION ${config_folder} COMPONENT development)
endforeach()

set(version_file ${CMAKE_CURRENT_BINARY_DIR}/cmake/mltrack-config-version.cmake)
write_basic_package_version_file(${version_file} COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/mltrack-config.cmake ${version_file}
              ${PROJECT_SOURCE_DIR}/cmake/compile_flags.cmake
        DESTINATION ${config_folder} COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/cmake/modules DESTINATION ${config_folder} COMPONENT development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/mltrack DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development)
