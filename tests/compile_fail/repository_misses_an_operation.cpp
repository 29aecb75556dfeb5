// error: an artifact repository needs: result<std::vector<schema::file_info>> list(const relative_path&)
#include <mltrack/artifact/any_repository.hpp>
#include <mltrack/artifact/none.hpp>

/// Hides an operation of a repository that has them all.
struct forgetful : mltrack::artifact::none
{
#ifndef MENDED
    void list();
#endif
};

mltrack::artifact::any_repository repository{forgetful()};
