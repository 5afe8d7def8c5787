<?cs # What every page includes last: one frame for the public hall, another for the consoles. ?>
<?cs include!"part/frame.cs" ?>
<?cs include!"part/menu.cs" ?>
<?cs if:Page.Program == "desk" || Page.Program == "office" ?><?cs include!"layout/console.cs" ?><?cs else ?><?cs include!"layout/hall.cs" ?><?cs /if ?>
