#include <boost/test/unit_test.hpp>

#ifdef __SANITIZE_THREAD__
/// Lets the child of a program with threads start threads too: the sanitizer does not watch the child's first thread
/// then, so that what it says of the parent stays right.
extern "C" const char* __tsan_default_options()
{
    return "die_after_fork=0";
}
#endif

int main(int argc, char** argv)
{
    return boost::unit_test::unit_test_main([] { return true; }, argc, argv);
}
