[(import_declaration) (package_clause)] @import
