# The target `docs`: the pages and the reference as HTML, in docs/html of the build folder. It fails when a comment says
# what Doxygen cannot follow; Doxygen itself is needed only then.

file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/*.md)
list(JOIN pages " " pages)
configure_file(${PROJECT_SOURCE_DIR}/docs/Doxyfile.in ${PROJECT_BINARY_DIR}/docs/Doxyfile @ONLY)
add_custom_target(docs COMMAND doxygen ${PROJECT_BINARY_DIR}/docs/Doxyfile
                  COMMENT "Writing ${PROJECT_BINARY_DIR}/docs/html/index.html" VERBATIM)
