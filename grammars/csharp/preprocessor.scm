[
  (preproc_region)
  (preproc_endregion)
  (preproc_define)
  (preproc_undef)
  (preproc_pragma)
  (preproc_nullable)
  (preproc_line)
  (preproc_error)
  (preproc_warning)
] @directive
(preproc_if ["#if" "#endif"] @directive)
(preproc_elif "#elif" @directive)
(preproc_else "#else" @directive)
