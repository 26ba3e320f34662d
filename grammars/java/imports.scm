[(import_declaration) (package_declaration)] @import
