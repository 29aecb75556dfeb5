# mltrack_compile_flags(<target>): lets the sources of a target know the flags that they are compiled with, as
# MLTRACK_COMPILE_FLAGS, which mltrack::add_build_tags makes a tag of runs.
function(mltrack_compile_flags target)
    set(flags "${CMAKE_CXX_FLAGS}")
    foreach(type IN LISTS CMAKE_CONFIGURATION_TYPES CMAKE_BUILD_TYPE)
        string(TOUPPER "${type}" word)
        set(of_type "${CMAKE_CXX_FLAGS_${word}}")
        string(REPLACE "," "$<COMMA>" of_type "${of_type}")
        string(APPEND flags " $<$<CONFIG:${type}>:${of_type}>")
    endforeach()
    string(STRIP "${flags}" flags)
    set(options "$<JOIN:$<TARGET_PROPERTY:${target},COMPILE_OPTIONS>, >")
    # Only the compiler knows the standard, by which properties, features and defaults were weighed. The texts are raw, as
    # flags may have quotes in them.
    target_compile_definitions(
        ${target} PRIVATE "MLTRACK_COMPILE_FLAGS=R\"flags(${flags} )flags\" MLTRACK_STANDARD_FLAG R\"flags( ${options})flags\"")
endfunction()
