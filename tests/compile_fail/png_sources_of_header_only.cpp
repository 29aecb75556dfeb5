// error: Define MLTRACK_SEPARATE_COMPILATION for the whole program to compile mltrack through mltrack/src_png.hpp
#ifdef MENDED
#define MLTRACK_SEPARATE_COMPILATION
#endif
#include <mltrack/src_png.hpp>
