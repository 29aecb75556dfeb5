# find_package(mltrack [COMPONENTS <component>…]): the components that are asked for, or else all that are installed, and
# what they depend on. mltrack::mltrack (header-only) and mltrack::compiled stand for all components found so far.

include(CMakeFindDependencyMacro)
include(${CMAKE_CURRENT_LIST_DIR}/compile_flags.cmake)
set(mltrack_module_path ${CMAKE_MODULE_PATH})

file(GLOB mltrack_installed RELATIVE ${CMAKE_CURRENT_LIST_DIR} ${CMAKE_CURRENT_LIST_DIR}/mltrack-component-*.cmake)
list(TRANSFORM mltrack_installed REPLACE "mltrack-component-(.+)\\.cmake" "\\1")
if(NOT mltrack_FIND_COMPONENTS)
    set(mltrack_FIND_COMPONENTS ${mltrack_installed})
endif()

if(NOT TARGET mltrack::mltrack)
    add_library(mltrack::mltrack INTERFACE IMPORTED)
    add_library(mltrack::compiled INTERFACE IMPORTED)
endif()

foreach(mltrack_component IN LISTS mltrack_FIND_COMPONENTS)
    if(mltrack_component IN_LIST mltrack_installed)
        list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR}/modules)
        include(${CMAKE_CURRENT_LIST_DIR}/mltrack-component-${mltrack_component}.cmake)
        set(CMAKE_MODULE_PATH ${mltrack_module_path})
        if(NOT TARGET mltrack::${mltrack_component})
            return() # find_dependency has said what is missing
        endif()
        set(mltrack_${mltrack_component}_FOUND TRUE)
        target_link_libraries(mltrack::mltrack INTERFACE mltrack::${mltrack_component})
        target_link_libraries(mltrack::compiled INTERFACE mltrack::${mltrack_component}_compiled)
    else()
        set(mltrack_${mltrack_component}_FOUND FALSE)
        if(mltrack_FIND_REQUIRED_${mltrack_component})
            set(mltrack_FOUND FALSE)
            set(mltrack_NOT_FOUND_MESSAGE
                "The component ${mltrack_component} is not installed in ${CMAKE_CURRENT_LIST_DIR}; these are: ${mltrack_installed}.")
        endif()
    endif()
endforeach()
