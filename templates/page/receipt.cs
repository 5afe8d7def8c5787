<?cs include!"part/macros.cs" ?>
<?cs def:content() ?>
<article class="sheet">
<h1><?cs var:T.Receipt.Title ?></h1>
<div class="sheet-top"><p><?cs var:T.Receipt.Text ?></p><figure><svg viewBox="0 0 <?cs var:Receipt.Side ?> <?cs var:Receipt.Side ?>" role="img" aria-label="<?cs var:Receipt.Url ?>" shape-rendering="crispEdges"><path class="qr-paper" d="M0 0h<?cs var:Receipt.Side ?>v<?cs var:Receipt.Side ?>h-<?cs var:Receipt.Side ?>z"/><path d="<?cs var:Receipt.Path ?>"/></svg><figcaption><?cs var:T.Receipt.Scan ?></figcaption></figure></div>
<?cs call:kv_open() ?>
<?cs call:kv_row(T.Done.Number) ?><b class="num"><?cs var:App.No ?></b><?cs call:kv_end() ?>
<?cs call:kv(T.Check.Product, T.Product[App.Product].Name) ?><?cs call:kv(T.Receipt.Name, App.Name) ?><?cs if:App.Unit ?><?cs call:kv(T.Receipt.Unit, App.Unit) ?><?cs call:kv(T.Receipt.Agent, App.Agent) ?><?cs /if ?><?cs call:kv(T.Receipt.Purpose, App.Purpose) ?>
<?cs call:kv_when(T.Done.At, App.Submitted) ?><?cs if:#App.Attempt > #1 ?><?cs call:kv(T.Receipt.Attempt, App.Attempt) ?><?cs /if ?><?cs call:kv(T.Receipt.Limit, T.Apply.TimeText) ?><?cs call:kv_when(T.Done.Due, App.Due) ?><?cs call:kv_mono(T.Receipt.KeyCode, Have.Code) ?>
<?cs call:kv_close() ?>
<h2><?cs var:T.Receipt.Consents ?></h2>
<ul class="acts"><?cs each:c = Consent ?><li><b><?cs var:T.DocKind[c.Kind] ?></b> <?cs var:T.Receipt.Revision ?> <?cs var:c.Number ?> · <?cs call:language(c.Language) ?> · <?cs var:T.Receipt.Decision[c.Decision] ?> · <?cs call:when(c.At) ?><br><span class="nil"><?cs var:T.Receipt.Digest ?></span> <span class="mono"><?cs var:c.Digest ?></span></li><?cs /each ?></ul>
<p class="govuk-body-s"><?cs var:T.Receipt.Note ?></p>
<p class="govuk-body-s"><?cs var:T.Site.Owner ?> <?cs var:T.Site.Hotline ?></p>
</article>
<p class="govuk-body-s noprint"><?cs var:T.Receipt.Print ?></p>
<?cs /def ?>
<?cs include!"layout/base.cs" ?>
