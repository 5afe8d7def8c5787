<?cs include!"part/macros.cs" ?>
<?cs def:svc(icon, href, title, text, first, second, kind) ?><li class="svc<?cs if:kind ?> <?cs var:kind ?><?cs /if ?>"><span class="pic"><?cs call:icon(icon) ?></span><h3><a href="<?cs var:url_validate(href) ?>"><?cs var:title ?></a></h3><p><?cs var:text ?></p><div class="meta"><span><?cs var:first ?></span><?cs if:second ?><span><?cs var:second ?></span><?cs /if ?></div></li><?cs /def ?>
<?cs def:content() ?>
<div class="hero"><div class="govuk-width-container"><div class="in">
<div><h1><?cs var:T.Home.Hero ?></h1><p><?cs var:T.Home.Intro ?></p>
<div class="btn-row"><a class="govuk-button" href="#do" role="button" draggable="false"><?cs var:T.Home.Begin ?></a><a class="govuk-button ghost" href="#guide" role="button" draggable="false"><?cs var:T.Home.How ?></a></div></div>
<form class="qbox" action="/progress" method="get"><h2><?cs var:T.Home.Track ?></h2><label class="govuk-label" for="f-no"><?cs var:T.Field.no.Label ?></label><div class="row"><input class="govuk-input" id="f-no" name="no" type="text" autocomplete="off" spellcheck="false" aria-describedby="f-no-hint"><?cs call:button(T.Progress.Find) ?></div><p class="govuk-hint" id="f-no-hint"><?cs var:T.Field.no.Hint ?></p></form>
</div></div></div>
<div class="govuk-width-container">
<?cs if:Page.Flash ?><?cs call:notice("good", Page.Flash) ?><?cs /if ?>
<?cs if:Home.Closed ?><div class="alertbar" role="region" aria-label="<?cs var:T.Home.Closed ?>"><?cs call:icon("alert-triangle") ?><p><b><?cs var:T.Home.Closed ?></b></p></div><?cs /if ?>
<div class="sec"><h2 id="do"><?cs var:T.Home.Do ?></h2></div>
<ul class="grid4">
<?cs each:p = Product ?><?cs if:p.Kind == "enterprise" ?><?cs call:svc("building", "/apply/new/" + p.Code, T.Product[p.Code].Name, T.Product[p.Code].About, T.Home.Online, T.Home.Days3, "") ?><?cs else ?><?cs call:svc("user", "/apply/new/" + p.Code, T.Product[p.Code].Name, T.Product[p.Code].About, T.Home.Online, T.Home.Days3, "") ?><?cs /if ?><?cs /each ?>
<?cs call:svc("download", "/my", T.Home.Download, T.Home.DownloadText, T.Home.Online, "", "") ?>
<?cs call:svc("inbox", "/my", T.Home.MyTitle, T.Home.My, T.Home.Online, "", "") ?>
<?cs call:svc("lock-off", "/suspend", T.Home.SuspendTitle, T.Home.Suspend, T.Home.Always, T.Home.AtOnce, "urgent") ?>
<?cs call:svc("ban", "/revoke", T.Home.RevokeTitle, T.Home.Revoke, T.Home.Within24, "", "urgent") ?>
<?cs call:svc("search", "/query", T.Home.QueryTitle, T.Home.Query, T.Home.NoLogin, "", "") ?>
<?cs call:svc("file-text", "/agreements", T.Home.TextsTitle, T.Home.Texts, T.Home.NoLogin, "", "") ?>
</ul>
<div class="two">
<div><div class="sec"><h2 id="guide"><?cs var:T.Home.Way ?></h2></div>
<div class="card"><ol class="steps"><?cs each:s = T.Home.Steps ?><li><b><?cs var:s.Title ?></b><?cs var:s.Text ?></li><?cs /each ?></ol></div></div>
<div><div class="sec"><h2><?cs var:T.Home.News ?></h2><a class="govuk-link" href="/agreements"><?cs var:T.Home.More ?></a></div>
<div class="card"><?cs if:subcount(News) > #0 ?><ul class="news"><?cs each:n = News ?><li><a class="govuk-link" href="/agreements#<?cs var:url_escape(n.Kind) ?>"><?cs var:n.Title ?></a><time datetime="<?cs var:n.At.Iso ?>"><?cs var:n.At.Date ?></time></li><?cs /each ?></ul><?cs else ?><p class="nil"><?cs var:T.Home.Closed ?></p><?cs /if ?></div></div>
</div>
<ul class="trust" aria-label="<?cs var:T.Home.Trust ?>"><li><b><?cs var:T.Home.T1 ?></b><?cs var:T.Home.T1Text ?></li><li><b><?cs var:T.Home.T2 ?></b><?cs var:T.Home.T2Text ?></li><li><b><?cs var:T.Home.T3 ?></b><?cs var:T.Home.T3Text ?></li><li><b><?cs var:T.Home.T4 ?></b><?cs var:T.Home.T4Text ?></li></ul>
</div>
<?cs /def ?>
<?cs set:Page.Full = "1" ?>
<?cs include!"layout/base.cs" ?>
