#include <mltrack/src.hpp>
#include <mltrack/src_git.hpp>
#include <mltrack/src_png.hpp>
#include <mltrack/src_sqlite.hpp>
#include <mltrack/src_tls.hpp>
