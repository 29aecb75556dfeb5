set(mltrack_warning_flags -Wall -Wextra -Wpedantic)
if(MLTRACK_WERROR)
    list(APPEND mltrack_warning_flags -Werror)
endif()

# Turns on the warnings that mltrack's own code must be free of.
function(mltrack_warnings target)
    target_compile_options(${target} PRIVATE ${mltrack_warning_flags})
endfunction()
