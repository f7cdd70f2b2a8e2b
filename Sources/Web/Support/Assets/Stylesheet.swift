/// The one style sheet of the site, delivered from the program itself.
///
/// Large text and targets, one column, system fonts, and colours that hold 4.5:1 in light and dark; nothing is said by
/// colour alone. The elder view (长辈版) only sets a larger root size and thicker lines: everything is measured in `rem`.
enum Stylesheet {
    /// Its address changes with its content, so that browsers may keep it for ever.
    static let path = "/assets/site.\(Asset.fingerprint(text)).css"

    static let text = colours + base + frame + words + controls + lists + tables + desk + sheet + media

    private static let colours = """
        :root{color-scheme:light dark;--ink:#16212c;--soft:#4a5866;--line:#d3dae1;--edge:#66737f;--ground:#fff;--mist:#f3f6f9;\
        --link:#14558c;--visited:#5b4390;--top:#17466e;--top-ink:#fff;--top-soft:#d5e3ee;--button:#17466e;--button-deep:#0c2b46;\
        --seal:#b3342b;--good:#1c6644;--bad:#a92b22;--warn:#7a4e00;--now:#14558c;--glow:#ffd166;\
        --good-g:#e2f1e8;--bad-g:#fae6e4;--warn-g:#fdf1d6;--now-g:#e1edf7;--plain-g:#e9edf1}
        @media screen and (prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#b0bcc8;--line:#36434f;--edge:#8b98a5;--ground:#11171d;\
        --mist:#1a232c;--link:#8fc3f0;--visited:#c3b1ee;--top:#133754;--button:#2a6a9f;--button-deep:#0b2133;--seal:#c8453b;\
        --good:#7fd0a5;--bad:#f59a92;--warn:#f1c376;--now:#8fc3f0;--good-g:#15301f;--bad-g:#3d1916;--warn-g:#35280d;\
        --now-g:#142c40;--plain-g:#27323c}}

        """

    private static let base = """
        *,::before,::after{box-sizing:border-box}
        html{font-size:118.75%;-webkit-text-size-adjust:100%;text-size-adjust:100%}
        html.elder{font-size:143.75%}
        body{margin:0;background:var(--ground);color:var(--ink);line-height:1.7;overflow-wrap:break-word;\
        font-family:-apple-system,BlinkMacSystemFont,"Segoe UI","PingFang SC","Hiragino Sans GB","Microsoft YaHei",\
        "Noto Sans CJK SC","Noto Sans SC",sans-serif}
        h1,h2,h3{line-height:1.35;text-wrap:balance}
        h1{font-size:1.8rem;margin:0 0 1.2rem}
        h2{font-size:1.3rem;margin:2.4rem 0 .8rem}
        h3{font-size:1.05rem;margin:1.6rem 0 .4rem}
        p{margin:0 0 1rem}
        ul,ol{padding-left:1.4rem;margin:0 0 1rem}
        li{margin-bottom:.3rem}
        a{color:var(--link);text-underline-offset:.2em;text-decoration-thickness:max(1px,.06em)}
        a:visited{color:var(--visited)}
        a:hover{text-decoration-thickness:.14em}
        :focus-visible,a:focus-visible{outline:3px solid var(--ink);outline-offset:2px;box-shadow:0 0 0 6px var(--glow);\
        border-radius:2px}
        main:focus,main:focus-visible{outline:0;box-shadow:none}
        img,svg{max-width:100%;vertical-align:middle}
        hr{border:0;border-top:1px solid var(--line);margin:2rem 0}
        .unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}

        """

    private static let frame = """
        .skip{position:absolute;left:-999rem}
        .skip:focus{position:static;display:block;padding:.6rem 1.1rem;background:var(--glow);color:#16212c}
        .top{background:var(--top);color:var(--top-ink);border-bottom:.25rem solid var(--seal)}
        .top a,.top a:visited{color:inherit}
        .top :focus-visible{outline-color:#fff;box-shadow:0 0 0 6px #16212c}
        .top-in,.ways ul,.frame,.bottom-in{max-width:66rem;margin:0 auto;padding:0 1.1rem}
        .top-in{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.2rem 1.5rem;\
        padding-top:.5rem;padding-bottom:.5rem}
        .brand{display:flex;align-items:center;gap:.7rem;min-height:2.7rem;text-decoration:none;font-size:1.1rem;line-height:1.3}
        .brand:hover b{text-decoration:underline}
        .seal{display:grid;place-items:center;width:2.2rem;height:2.2rem;flex:none;border-radius:.3rem;background:var(--seal);\
        color:#fff;font:700 1.35rem/1 "Songti SC","STSong","Noto Serif CJK SC","SimSun",serif}
        .owner{display:block;font-size:.95rem;color:var(--top-soft)}
        .switches{display:flex;flex-wrap:wrap;align-items:center;gap:0 1.1rem;list-style:none;margin:0;padding:0;font-size:.95rem}
        .switches li{margin:0}
        .switches a,.plain{display:inline-flex;align-items:center;min-height:2.45rem;min-width:2.45rem;text-underline-offset:.25em}
        .plain{padding:0;border:0;background:none;color:inherit;font:inherit;text-decoration:underline;cursor:pointer}
        .who{color:var(--top-soft)}
        .ways{background:var(--button-deep)}
        .ways ul{display:flex;flex-wrap:wrap;gap:0 1.6rem;list-style:none}
        .ways li{margin:0}
        .ways a{display:inline-flex;align-items:center;min-height:2.6rem;text-decoration:none;border-bottom:.2rem solid transparent}
        .ways a:hover{text-decoration:underline}
        .ways [aria-current]{border-bottom-color:#fff;font-weight:700}
        .frame{padding-top:1.2rem;padding-bottom:4rem;min-height:60vh}
        main{max-width:44rem;padding-top:.8rem}
        .frame-wide main{max-width:none}
        .back{display:inline-flex;align-items:center;gap:.5rem;min-height:2.45rem;font-size:.95rem;color:var(--ink)}
        .back:visited{color:var(--ink)}
        .back::before{content:"";width:.5rem;height:.5rem;border:solid currentColor;border-width:0 0 .12rem .12rem;transform:rotate(45deg)}
        .bottom{border-top:1px solid var(--line);background:var(--mist);color:var(--soft);font-size:.95rem}
        .bottom-in{padding-top:1.4rem;padding-bottom:2rem}
        .bottom a,.bottom a:visited{color:inherit;display:inline-flex;align-items:center;min-height:2.45rem}
        .bottom ul{display:flex;flex-wrap:wrap;gap:0 1.6rem;list-style:none;padding:0;margin:0 0 .6rem}
        .bottom li,.bottom p{margin:0}

        """

    private static let words = """
        .hint,.source,.actor,.need,.untranslated{color:var(--soft)}
        .hint,.source{margin:0 0 .5rem;font-size:.95rem}
        .need{font-weight:400;font-size:.95rem;margin-left:.3rem}
        .untranslated{font-size:.95rem}
        .untranslated::before{content:"["}
        .untranslated::after{content:"]"}
        .number{font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        cite{font-style:normal}
        .lead{font-size:1.15rem;color:var(--soft)}
        .tag,.outcome{display:inline-flex;align-items:center;gap:.35rem;padding:.05rem .6rem;border-radius:.3rem;\
        font-size:.95rem;font-weight:600;line-height:1.6;white-space:nowrap;background:var(--plain-g);color:var(--ink)}
        .tag-active{background:var(--now-g);color:var(--now)}
        .tag-good{background:var(--good-g);color:var(--good)}
        .tag-attention{background:var(--warn-g);color:var(--warn)}
        .tag-bad{background:var(--bad-g);color:var(--bad)}
        .banner,.problems,.notice{border:.14rem solid var(--edge);border-radius:.4rem;padding:1rem 1.2rem .9rem;margin:0 0 1.8rem}
        .banner h2,.problems h2,.notice h2{font-size:1.1rem;margin:0 0 .3rem}
        .banner>:last-child,.problems>:last-child,.notice>:last-child,.inset>:last-child,.panel>:last-child{margin-bottom:0}
        .banner-active{border-color:var(--now);background:var(--now-g)}
        .banner-good{border-color:var(--good);background:var(--good-g)}
        .banner-attention,.notice-warn{border-color:var(--warn);background:var(--warn-g)}
        .banner-bad,.problems,.notice-bad{border-color:var(--bad)}
        .banner-bad{background:var(--bad-g)}
        .problems{border-width:.22rem}
        .problems:focus-visible{outline:0;box-shadow:0 0 0 5px var(--glow);border-radius:.4rem}
        .problems ul{list-style:none;padding:0}
        .problems a,.problems a:visited{color:var(--bad);font-weight:600}
        .panel{background:var(--good-g);border:.14rem solid var(--good);border-radius:.5rem;padding:1.8rem 1.4rem;margin-bottom:1.8rem;\
        text-align:center}
        .panel h1{margin-bottom:.5rem;color:var(--good)}
        .panel .number{font-size:1.1rem}
        .inset{border-left:.35rem solid var(--line);padding:.3rem 0 .3rem 1rem;margin:0 0 1.4rem}
        .caution{display:flex;gap:.8rem;margin:0 0 1.4rem}
        .caution-sign{display:grid;place-items:center;flex:none;width:1.9rem;height:1.9rem;border-radius:50%;background:var(--ink);\
        color:var(--ground);font-weight:700}
        details{margin:0 0 1.4rem}
        summary{display:inline-flex;align-items:center;gap:.5rem;min-height:2.45rem;color:var(--link);text-decoration:underline;\
        text-underline-offset:.2em;cursor:pointer;list-style:none}
        summary::-webkit-details-marker{display:none}
        summary::before{content:"";border:.35rem solid transparent;border-left-color:currentColor;border-right:0}
        details[open] summary::before{transform:rotate(90deg)}
        details>div{border-left:.25rem solid var(--line);padding:.3rem 0 .1rem 1rem;margin-top:.4rem}
        .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(16rem,100%),1fr));gap:1rem;list-style:none;padding:0;margin:0 0 1.6rem}
        .cards>li{border:1px solid var(--line);border-radius:.5rem;padding:1.1rem 1.2rem;margin:0}
        .cards h2,.cards h3{margin:0 0 .3rem;font-size:1.1rem}
        .cards p:last-child{margin:0}

        """

    private static let controls = """
        .form{margin:0}
        .field{border:0;padding:0;margin:0 0 1.9rem;min-width:0}
        .field>label,legend{display:block;padding:0;margin:0 0 .35rem;font-weight:700}
        .field-wrong{border-left:.3rem solid var(--bad);padding-left:1rem}
        .problem{color:var(--bad);font-weight:700;margin:0 0 .5rem}
        input,select,textarea{font:inherit;color:inherit;background:var(--ground);border:.11rem solid var(--edge);border-radius:.3rem;\
        padding:.35rem .7rem;min-height:2.75rem;max-width:100%}
        input:not([size]):not([type=radio]):not([type=checkbox]),textarea,select{width:100%}
        select{width:auto;min-width:12rem;padding-right:2rem}
        textarea{line-height:1.6;resize:vertical}
        input[type=file]{padding:.5rem;border-style:dashed}
        input::file-selector-button{font:inherit;padding:.3rem .9rem;margin-right:.8rem;border:0;border-radius:.25rem;\
        background:var(--plain-g);color:var(--ink);cursor:pointer}
        [aria-invalid=true]{border-color:var(--bad);border-width:.17rem}
        input:focus-visible,select:focus-visible,textarea:focus-visible{outline:3px solid var(--ink);outline-offset:0;\
        box-shadow:0 0 0 6px var(--glow)}
        .with-sign{display:inline-flex;max-width:100%}
        .with-sign>span{display:grid;place-items:center;min-width:2.75rem;border:.11rem solid var(--edge);border-right:0;\
        border-radius:.3rem 0 0 .3rem;background:var(--mist)}
        .with-sign input{border-radius:0 .3rem .3rem 0;min-width:0}
        .date{display:flex;flex-wrap:wrap;gap:.9rem}
        .date label{display:block;font-size:.95rem}
        .date input{width:3.5rem;padding-left:.3rem;padding-right:.3rem;text-align:center}
        .date span:first-child input{width:5rem}
        .choice{position:relative;padding-left:2.75rem;margin-bottom:.35rem}
        .choice>input{position:absolute;left:0;top:.6rem;width:1.55rem;height:1.55rem;min-height:0;margin:0;accent-color:var(--button)}
        .choice>label{display:flex;flex-wrap:wrap;align-items:center;min-height:2.75rem;padding:.3rem .6rem .3rem 0;cursor:pointer}
        .choice .hint{margin-top:-.3rem}
        .follow{border-left:.25rem solid var(--line);margin:.3rem 0 1rem -2rem;padding:.2rem 0 .1rem 1.75rem}
        .follow .field:last-child{margin-bottom:.6rem}
        @supports selector(:has(*)){.choice:not(:has(>input:checked))>.follow{display:none}}
        .button{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.45rem 1.5rem;border:.11rem solid transparent;\
        border-radius:.35rem;background:var(--button);color:#fff;font:inherit;font-weight:600;line-height:1.4;text-decoration:none;\
        text-align:center;cursor:pointer;box-shadow:0 .13rem 0 var(--button-deep)}
        .button:visited{color:#fff}
        .button:hover{background:var(--button-deep);text-decoration:none}
        .button:active{transform:translateY(.13rem);box-shadow:none}
        .button-secondary,.button-secondary:visited{background:var(--mist);color:var(--ink);border-color:var(--edge);box-shadow:none}
        .button-secondary:hover{background:var(--plain-g)}
        .button-warning{background:#a92b22;box-shadow:0 .13rem 0 #6b1812}
        .button-warning:hover{background:#8a1f17}
        .actions{display:flex;flex-wrap:wrap;align-items:center;gap:.8rem 1.2rem;margin:2rem 0 1.4rem}
        .actions>a:not(.button){display:inline-flex;align-items:center;min-height:2.45rem}

        """

    private static let lists = """
        .steps-count{margin:0 0 .3rem;color:var(--soft);font-size:.95rem}
        .steps{display:flex;gap:.4rem;list-style:none;padding:0;margin:0 0 1.8rem;counter-reset:step}
        .steps li{flex:1;margin:0;padding-top:.5rem;border-top:.3rem solid var(--line);font-size:.95rem;line-height:1.4;color:var(--soft);\
        counter-increment:step}
        .step-name::before{content:counter(step) ". "}
        .step-done{border-top-color:var(--good)!important}
        .step-now{border-top-color:var(--button)!important;color:var(--ink)!important;font-weight:700}
        .tasks{list-style:none;padding:0;margin:0 0 1.8rem;border-top:1px solid var(--line)}
        .tasks>li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.2rem 1rem;padding:.5rem 0;margin:0;\
        border-bottom:1px solid var(--line)}
        .tasks>li>div:first-child{flex:1 1 8rem}
        .tasks a,.tasks li>div>span{display:inline-flex;align-items:center;min-height:2.35rem;font-weight:600}
        .tasks>li>div:last-child{padding-top:.25rem}
        .tasks .hint{margin:0}
        .summary{margin:0 0 1.8rem;border-top:1px solid var(--line)}
        .summary>div{display:grid;grid-template-columns:11rem 1fr auto;gap:.1rem 1.2rem;padding:.65rem 0;border-bottom:1px solid var(--line)}
        .summary dt{font-weight:600}
        .summary dd{margin:0;overflow-wrap:anywhere;min-width:0}
        .summary .source{margin:0;font-size:.95rem}
        .change a{display:inline-flex;align-items:center;justify-content:flex-end;min-width:2.45rem;min-height:2.35rem;margin:-.3rem 0}
        .items{list-style:none;padding:0;margin:0 0 1.6rem}
        .items>li{border:1px solid var(--line);border-radius:.5rem;padding:.9rem 1.2rem .7rem;margin:0 0 1rem}
        .items p,.items details{margin:0 0 .4rem}
        .item-head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.2rem .8rem;margin-bottom:.4rem}
        .item-head h3{margin:0}
        .paused{border-left:.3rem solid var(--warn);padding-left:.8rem}
        .links{display:flex;flex-wrap:wrap;gap:0 1.4rem;list-style:none;padding:0;margin:0}
        .links li{margin:0}
        .links a{display:inline-flex;align-items:center;min-height:2.45rem}
        .days{font-size:.95rem}
        legend h1{margin:0 0 .5rem}
        .timeline{list-style:none;padding:0;margin:0 0 1.8rem}
        .timeline>li{position:relative;margin:0;padding:0 0 1.6rem 2.2rem}
        .timeline>li::before{content:"";position:absolute;left:.15rem;top:.42rem;width:.95rem;height:.95rem;border-radius:50%;\
        background:var(--good);border:.18rem solid var(--good);z-index:1}
        .timeline>li:not(:last-child)::after{content:"";position:absolute;left:.56rem;top:.9rem;bottom:-.4rem;width:.14rem;background:var(--line)}
        .timeline>.mark-now::before{background:var(--ground);border-color:var(--button);border-width:.3rem}
        .timeline>.mark-ahead::before{background:var(--ground);border:.14rem dashed var(--edge)}
        .timeline p{margin:0;font-size:.95rem;color:var(--soft)}
        .timeline h3{margin:0;font-size:1.05rem}
        .timeline .actor::before{content:"· "}
        .mark-ahead h3{font-weight:400}
        .pages ul{display:flex;gap:1.2rem;list-style:none;padding:0}
        .pages a{display:inline-flex;align-items:center;min-height:2.75rem;padding:0 1rem;border:1px solid var(--edge);border-radius:.35rem;\
        text-decoration:none}

        """

    private static let tables = """
        .table{margin:0 0 1.8rem}
        table{width:100%;border-collapse:collapse;line-height:1.5}
        caption{text-align:left;font-weight:700;font-size:1.15rem;padding:.3rem 0 .6rem}
        th,td{text-align:left;vertical-align:top;padding:.7rem 1rem .7rem 0;border-bottom:1px solid var(--line)}
        thead th{border-bottom:.14rem solid var(--edge);font-size:.95rem;color:var(--soft);white-space:nowrap}
        thead a{display:inline-flex;align-items:center;gap:.3rem;min-height:2.35rem;margin:-.5rem 0}
        thead th[aria-sort]{color:var(--ink)}
        thead th[aria-sort=ascending] a::after{content:" ↑"}
        thead th[aria-sort=descending] a::after{content:" ↓"}
        tbody th{font-weight:600}
        th .hint{font-weight:400;margin:0}
        td p,th p{margin:0 0 .3rem}
        .figure{text-align:right;font-variant-numeric:tabular-nums}
        th:last-child,td:last-child{padding-right:0}
        .nothing{padding:1.2rem;border:1px dashed var(--line);border-radius:.4rem;color:var(--soft);text-align:center}

        """

    private static let desk = """
        .desk>div:first-child>.summary{margin-top:.4rem}
        .desk h2:first-child{margin-top:0}
        .desk-acts{border:1px solid var(--line);border-top:.3rem solid var(--button);border-radius:.4rem;padding:1.1rem 1.2rem .4rem}
        .desk-acts details{margin-bottom:.8rem}
        .desk-acts .field{margin-bottom:1.1rem}
        .desk-acts .form>.button{width:100%;margin-bottom:.6rem}
        @media(min-width:62rem){.desk{display:grid;grid-template-columns:minmax(0,1fr) 23rem;gap:0 2.4rem;align-items:start}}
        @media(max-width:40rem){.table .tag{white-space:normal}}
        .dense{font-size:.95rem}
        .dense caption{font-size:1.1rem}
        .dense th,.dense td{padding-top:.45rem;padding-bottom:.45rem}
        .dense tbody tr:hover{background:var(--mist)}
        .dense .number{font-weight:400;white-space:normal}
        .tick{display:inline-grid;place-items:center;min-width:2.45rem;min-height:2.45rem;cursor:pointer}
        .tick input{width:1.4rem;height:1.4rem;min-height:0;margin:0;accent-color:var(--button)}
        .filters{display:flex;flex-wrap:wrap;align-items:end;gap:.6rem 1rem;padding:.9rem 1.1rem 1rem;margin:0 0 1.6rem;background:var(--mist);\
        border-radius:.4rem}
        .filters label{display:block;font-size:.95rem}
        .filters select{min-width:9rem;max-width:17rem}
        .find{display:flex;flex-wrap:wrap;align-items:end;gap:.4rem 1rem;margin:0 0 1.2rem}
        .find .field{margin:0;max-width:100%}

        """

    private static let sheet = """
        .sheet{max-width:60rem}
        .sheet-head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:1rem 2rem;margin-bottom:1.6rem}
        .sheet-issuer{margin:0 0 .9rem;color:var(--soft);font-size:.95rem}
        .sheet-issuer::after{content:"";display:block;width:2.6rem;height:.22rem;margin-top:.6rem;background:var(--seal)}
        .sheet-head h1{margin:0;font-family:"Songti SC","STSong","Noto Serif CJK SC","Source Han Serif SC",serif;font-size:2rem;color:var(--now)}
        .sheet-bundle{font-size:1.15rem;margin:.2rem 0 0}
        .sheet-code{margin:0;text-align:center;font-size:.95rem;color:var(--soft)}
        .sheet-code img{display:block;border-radius:.3rem}
        .sheet-summary{background:var(--mist);border-radius:.5rem;padding:1.1rem 1.3rem;margin:0 0 1.6rem}
        .sheet-summary h2{margin:0 0 .5rem}
        .tally{display:flex;flex-wrap:wrap;gap:.5rem 1.4rem;list-style:none;padding:0;margin:0}
        .tally li{margin:0}
        .sheet caption{color:var(--now);padding-top:1.2rem}
        .sheet .number{font-size:.95rem;font-weight:400;color:var(--soft)}
        .sheet table{table-layout:fixed}
        .sheet th:first-child{width:32%}
        .sheet th:nth-child(2){width:17%}
        .sheet th:last-child{width:21%}
        .outcome svg{flex:none}
        .outcome{border:.1rem solid currentColor;border-radius:2rem;padding:0 .7rem 0 .5rem;background:none}
        .outcome-granted{background:var(--good-g);color:var(--good)}
        .outcome-refused,.outcome-declined{color:var(--bad)}
        .outcome-notReached{color:var(--warn);border-style:dashed}
        .outcome-withdrawn,.outcome-terminated{color:var(--soft)}
        .measures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.7rem;list-style:none;padding:0}
        .measures li{display:grid;border:1px solid var(--line);border-radius:.4rem;padding:.7rem .5rem;margin:0;text-align:center;font-size:.95rem;\
        color:var(--soft)}
        .measures b{font-size:1.3rem;color:var(--now);font-variant-numeric:tabular-nums}
        .sheet-sign{margin-top:2.4rem;text-align:right}
        .sheet-sign p{margin:0}
        .sheet-revoked h1{text-decoration:line-through;text-decoration-thickness:.1em}

        """

    private static let media = """
        @media(max-width:40rem){
        h1{font-size:1.55rem}
        .sheet-head h1{font-size:1.7rem}
        .button{width:100%}
        .steps li:not(.step-now){flex:0 0 1.6rem}
        .steps li:not(.step-now)>.step-name{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .summary>div{grid-template-columns:1fr auto}
        .summary dd{grid-column:1}
        .summary .change{grid-column:2;grid-row:1}
        .table thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .table table,.table tbody,.table tr,.table th,.table td,.table caption{display:block;width:auto!important}
        .table tr{padding:.8rem 0;border-bottom:1px solid var(--line)}
        .table tbody th,.table td{padding:.1rem 0;border:0;text-align:left}
        .table td[data-label]{display:grid;grid-template-columns:min(7.5rem,40%) minmax(0,1fr);gap:.6rem;overflow-wrap:anywhere}
        .table td[data-label]>*{grid-column:2;justify-self:start}
        .table td[data-label]::before{content:attr(data-label);color:var(--soft);font-size:.95rem;grid-column:1;grid-row:1}
        }
        .elder .steps{display:block}
        .elder .steps li{border-top:0;border-left:.4rem solid var(--line);padding:.2rem 0 .2rem .8rem;margin-bottom:.3rem}
        .elder .steps .step-name{position:static!important;width:auto!important;height:auto!important;clip-path:none!important}
        .elder .step-done{border-left-color:var(--good)!important}
        .elder .step-now{border-left-color:var(--button)!important}
        .elder input,.elder select,.elder textarea{border-width:.14rem}
        .elder .button{width:100%;min-height:3rem}
        @media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
        @media(forced-colors:active){.tag,.outcome,.button{border:1px solid}}
        @media print{
        :root{color-scheme:light;--ink:#000;--soft:#333;--ground:#fff}
        html,html.elder{font-size:11pt}
        .top,.bottom,.skip,.back,.actions,.pages,.change,form{display:none!important}
        .frame,main{max-width:none;padding:0;min-height:0}
        a{color:inherit;text-decoration:none}
        tr,.summary>div,.timeline>li,.measures li{break-inside:avoid}
        h2,h3,caption{break-after:avoid}
        thead{display:table-header-group}
        }

        """
}
