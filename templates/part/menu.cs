<?cs # The consoles' menus: only what the role may do.  Count.NAME is a figure beside an entry. ?>
<?cs def:entry(href, nav, pic, text, count) ?><li><a href="<?cs var:href ?>"<?cs call:here(nav) ?>><?cs call:icon(pic) ?><?cs var:text ?><?cs if:#count > #0 ?><span class="ct"><span class="vh"><?cs var:T.Frame.Count ?> </span><?cs var:count ?></span><?cs /if ?></a></li><?cs /def ?>
<?cs def:menu_desk() ?>
<div><h2><?cs var:T.Menu.Review ?></h2><ul>
<?cs call:entry("/ra/?tab=entry", "entry", "inbox", T.Menu.Entry, Count.entry) ?>
<?cs call:entry("/ra/?tab=review", "review", "user-check", T.Menu.Reviewing, Count.review) ?>
<?cs call:entry("/ra/?tab=returned", "returned", "arrow-back-up", T.Menu.Returned, Count.returned) ?>
<?cs call:entry("/ra/?tab=again", "again", "circle-check", T.Menu.Again, Count.again) ?>
</ul></div>
<div><h2><?cs var:T.Menu.Certificates ?></h2><ul>
<?cs call:entry("/ra/?tab=loss", "loss", "lock-off", T.Menu.Loss, Count.loss) ?>
<?cs call:entry("/ra/cert", "cert", "search", T.Menu.Find, Count.none) ?>
</ul></div>
<div><h2><?cs var:T.Menu.Control ?></h2><ul>
<?cs call:entry("/ra/stats", "stats", "chart-bar", T.Ra.Stats.Title, Count.none) ?>
<?cs call:entry("/ra/log", "log", "history", T.Menu.Log, Count.none) ?>
</ul></div>
<?cs /def ?>
<?cs def:menu_office() ?>
<div><h2><?cs var:T.Menu.Business ?></h2><ul>
<?cs call:entry("/admin/agreements", "agreements", "file-text", T.Menu.Agreements, Count.agreements) ?>
</ul></div>
<?cs if:User.Is.security || User.Is.auditor ?><div><h2><?cs var:T.Menu.Security ?></h2><ul>
<?cs call:entry("/admin/users", "users", "users", T.Menu.Users, Count.users) ?>
</ul></div><?cs /if ?>
<div><h2><?cs var:T.Office.LogMenu ?></h2><ul>
<?cs call:entry("/admin/log", "log", "history", T.Office.LogEntry, Count.none) ?>
</ul></div>
<?cs /def ?>
