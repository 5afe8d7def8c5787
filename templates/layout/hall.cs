<!doctype html>
<html lang="<?cs var:Page.Lang ?>" class="govuk-template<?cs if:Page.Large ?> view-large<?cs /if ?>">
<head>
<?cs call:head(T.Site.Hall) ?>
<?cs call:scripts() ?>
</head>
<body class="govuk-template__body"<?cs if:Page.Answered ?> data-answered<?cs /if ?>>
<a href="#main" class="govuk-skip-link"><?cs var:T.Frame.Skip ?></a>
<header>
<?cs call:demo() ?>
<div class="mast"><div class="govuk-width-container">
<details><summary><?cs var:T.Site.Official ?><span class="hide-s"><?cs var:T.Site.Verify ?></span></summary><p><?cs var:T.Site.HowTo ?></p></details>
<?cs call:languages() ?>
</div></div>
<div class="top"><div class="govuk-width-container"><div class="bar">
<a class="brand" href="/"><?cs call:logo() ?><span><b><?cs var:T.Site.Name ?></b><small><?cs var:T.Site.Slogan ?></small></span></a>
<div class="btn-row"><?cs if:User.Kind == "account" ?><span class="num"><?cs var:T.Frame.Hello ?><?cs if:Page.Lang != "zh-CN" ?> <?cs /if ?><?cs var:User.Name ?></span><a class="govuk-link" href="/my"><?cs var:T.Nav.My ?></a><?cs call:logout("/logout") ?><?cs else ?><a class="govuk-button govuk-button--secondary" href="/login" role="button" draggable="false"><?cs var:T.Frame.Login ?></a><?cs /if ?></div>
</div></div></div>
<nav class="nav" aria-label="<?cs var:T.Frame.Nav ?>"><div class="govuk-width-container"><ul>
<li><a href="/"<?cs call:here("home") ?>><?cs var:T.Nav.Home ?></a></li>
<li><a href="/my"<?cs call:here("my") ?>><?cs var:T.Nav.My ?></a></li>
<li><a href="/progress"<?cs call:here("progress") ?>><?cs var:T.Nav.Progress ?></a></li>
<li><a href="/query"<?cs call:here("query") ?>><?cs var:T.Nav.Query ?></a></li>
<li><a href="/suspend"<?cs call:here("suspend") ?>><?cs var:T.Nav.Suspend ?></a></li>
<li><a href="/revoke"<?cs call:here("revoke") ?>><?cs var:T.Nav.Revoke ?></a></li>
<li><a href="/agreements"<?cs call:here("agreements") ?>><?cs var:T.Nav.Agreements ?></a></li>
</ul></div></nav>
</header>
<?cs if:Page.Full ?><main id="main"><?cs call:content() ?></main><?cs else ?><div class="govuk-width-container">
<?cs if:subcount(Crumb) > #0 ?><nav class="govuk-breadcrumbs" aria-label="<?cs var:T.Frame.Crumbs ?>"><ol class="govuk-breadcrumbs__list"><li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="/"><?cs var:T.Nav.Home ?></a></li><?cs each:c = Crumb ?><li class="govuk-breadcrumbs__list-item"<?cs if:!?c.Href ?> aria-current="page"<?cs /if ?>><?cs if:?c.Href ?><a class="govuk-breadcrumbs__link" href="<?cs var:url_validate(c.Href) ?>"><?cs var:c.Text ?></a><?cs else ?><?cs var:c.Text ?><?cs /if ?></li><?cs /each ?></ol></nav><?cs /if ?>
<main id="main" class="govuk-main-wrapper">
<?cs call:flash() ?><?cs call:error_summary() ?>
<?cs call:content() ?>
</main></div><?cs /if ?>
<footer class="foot"><div class="govuk-width-container">
<ul><li><a href="/agreements#cps"><?cs var:T.Frame.Cps ?></a></li><li><a href="/agreements#agreement"><?cs var:T.Frame.Agreement ?></a></li><li><a href="/agreements#privacy"><?cs var:T.Frame.Privacy ?></a></li><li><a href="/pki/ca/chain.p7b"><?cs var:T.Frame.Chain ?></a></li><li><a href="/query"><?cs var:T.Nav.Query ?></a></li></ul>
<p><span><?cs var:T.Site.Owner ?></span><span><?cs var:T.Site.Licence ?></span><span><?cs var:T.Site.Hotline ?></span></p>
<p><span><?cs var:T.Site.Address ?></span><span><?cs var:T.Frame.Now ?> <?cs call:when(Page.Now) ?><?cs if:Page.Lang == "zh-CN" ?> <?cs var:Page.Zone ?><?cs /if ?></span></p>
</div></footer>
</body>
</html>
