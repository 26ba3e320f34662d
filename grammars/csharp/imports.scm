[(using_directive) (file_scoped_namespace_declaration)] @import
