[(preproc_include) (preproc_def) (preproc_function_def) (preproc_call)] @directive
(preproc_if ["#if" "#endif"] @directive)
(preproc_ifdef ["#ifdef" "#ifndef" "#endif"] @directive)
(preproc_elif "#elif" @directive)
(preproc_elifdef ["#elifdef" "#elifndef"] @directive)
(preproc_else "#else" @directive)
