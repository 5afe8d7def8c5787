<?cs # Pieces of the RA console. ?>
<?cs # time left until a promise: a node with Left, Late, Soon, Due (pages/remain) ?>
<?cs def:remain(x) ?><?cs if:x.Left ?><?cs if:x.Late ?><span class="left left--late"><?cs var:T.Remain.Over ?> <?cs var:x.Left ?></span><?cs elif:x.Soon ?><span class="left left--soon"><?cs var:x.Left ?></span><?cs else ?><span class="left"><?cs var:x.Left ?></span><?cs /if ?><?cs /if ?><?cs /def ?>
<?cs def:material_name(kind) ?><?cs if:T.Field[kind].Label ?><?cs var:T.Field[kind].Label ?><?cs else ?><?cs var:kind ?><?cs /if ?><?cs /def ?>
<?cs def:tab_link(id, text, count) ?><li><a href="/ra/?tab=<?cs var:id ?>"<?cs if:Tab == id ?> aria-current="page"<?cs /if ?>><?cs var:text ?> <span class="num"><?cs var:count ?></span></a></li><?cs /def ?>
<?cs def:tabs() ?><nav class="tabs" aria-label="<?cs var:T.Ra.Queue.Tabs ?>"><ul><?cs call:tab_link("entry", T.Menu.Entry, Count.entry) ?><?cs call:tab_link("review", T.Menu.Reviewing, Count.review) ?><?cs call:tab_link("returned", T.Menu.Returned, Count.returned) ?><?cs call:tab_link("again", T.Menu.Again, Count.again) ?><?cs call:tab_link("loss", T.Menu.Loss, Count.loss) ?></ul></nav><?cs /def ?>
