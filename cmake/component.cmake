# mltrack_component(<name>
#     NEEDS <component>…             what it is built upon
#     FIND "<find_package's arguments>"…
#     LINK <target>…
#     DEBIAN <package>…              what libmltrack-dev depends on for it
#     SOURCES <glob>…)
#
# Makes a component, if it is among MLTRACK_COMPONENTS, in two forms:
#   mltrack::<name>            headers: everything is inline in the program that includes it
#   mltrack::<name>_compiled   compiled once: what includes it sees declarations only
# What links either of them has MLTRACK_HAS_<NAME> defined.
function(mltrack_component name)
    if(NOT name IN_LIST MLTRACK_COMPONENTS)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 1 of "" "" "NEEDS;FIND;LINK;DEBIAN;SOURCES")
    foreach(component IN LISTS of_NEEDS)
        if(NOT TARGET mltrack_${component})
            message(FATAL_ERROR "MLTRACK_COMPONENTS: ${name} needs ${component}; give both.")
        endif()
    endforeach()
    foreach(arguments IN LISTS of_FIND)
        separate_arguments(arguments)
        find_package(${arguments} REQUIRED)
    endforeach()

    list(TRANSFORM of_NEEDS REPLACE "(.+)" "mltrack_\\1" OUTPUT_VARIABLE needed)
    add_library(mltrack_${name} INTERFACE)
    add_library(mltrack::${name} ALIAS mltrack_${name})
    target_compile_features(mltrack_${name} INTERFACE cxx_std_20)
    target_include_directories(mltrack_${name} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                                         $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    target_link_libraries(mltrack_${name} INTERFACE ${needed} ${of_LINK})
    string(TOUPPER ${name} word)
    target_compile_definitions(mltrack_${name} INTERFACE MLTRACK_HAS_${word})

    set(compiled mltrack_${name}_compiled)
    list(TRANSFORM needed APPEND _compiled)
    list(TRANSFORM of_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/)
    file(GLOB sources CONFIGURE_DEPENDS ${of_SOURCES})
    add_library(${compiled} STATIC ${sources})
    add_library(mltrack::${name}_compiled ALIAS ${compiled})
    target_link_libraries(${compiled} PUBLIC mltrack_${name} ${needed})
    target_compile_definitions(${compiled} PUBLIC MLTRACK_SEPARATE_COMPILATION)
    set_target_properties(${compiled} PROPERTIES OUTPUT_NAME mltrack_${name} POSITION_INDEPENDENT_CODE ON)
    if(NOT MLTRACK_INSTALL)
        set_target_properties(${compiled} PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
    mltrack_warnings(${compiled})

    set_property(GLOBAL APPEND PROPERTY MLTRACK_COMPONENTS ${name})
    foreach(word NEEDS FIND DEBIAN)
        set_property(GLOBAL PROPERTY MLTRACK_${name}_${word} "${of_${word}}")
    endforeach()
endfunction()

# mltrack::mltrack and mltrack::compiled: every component, in either form.
function(mltrack_whole_library)
    foreach(component IN LISTS MLTRACK_COMPONENTS)
        if(NOT TARGET mltrack_${component})
            message(FATAL_ERROR "MLTRACK_COMPONENTS: there is no component ${component}, only ${mltrack_all_components}.")
        endif()
    endforeach()
    list(TRANSFORM MLTRACK_COMPONENTS REPLACE "(.+)" "mltrack_\\1" OUTPUT_VARIABLE headers)
    list(TRANSFORM headers APPEND _compiled OUTPUT_VARIABLE compiled)
    add_library(mltrack_headers INTERFACE)
    add_library(mltrack::mltrack ALIAS mltrack_headers)
    target_link_libraries(mltrack_headers INTERFACE ${headers})
    add_library(mltrack_compiled INTERFACE)
    add_library(mltrack::compiled ALIAS mltrack_compiled)
    target_link_libraries(mltrack_compiled INTERFACE ${compiled})
endfunction()
