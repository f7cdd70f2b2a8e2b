/// The words, names and pinyin that published password lists are made of, and the spellings that hide them.
///
/// A password that consists of nothing else, whatever digits and signs decorate it, is among the first guesses:
/// `P@ssw0rd2024`, `woaini1314520`, `admin@admin123`.
enum CommonWords {
    /// Whether the letters of a lower-case password are nothing but such words.
    static func make(_ folded: String) -> Bool {
        // A digit may stand for a letter or for itself; both readings are tried.
        [folded.filter(\.isLetter), unmasked(folded, one: "i"), unmasked(folded, one: "l")].contains { letters in
            !letters.isEmpty && isMadeOfWords(Array(letters))
        }
    }

    private static func unmasked(_ folded: String, one: Character) -> String {
        let core = folded.drop { !$0.isLetter && !"@$".contains($0) }
        let end = core.lastIndex { $0.isLetter || "@$0".contains($0) }.map { core.index(after: $0) } ?? core.endIndex
        return String(
            core[..<end].compactMap { character -> Character? in
                switch character {
                case "@", "4": "a"
                case "0": "o"
                case "1", "!": one
                case "3": "e"
                case "$", "5": "s"
                case "7": "t"
                case let letter where letter.isLetter: letter
                default: nil
                }
            })
    }

    /// Whether the letters split into at most three words of the list; of eight letters and more, two may stand outside
    /// words. Longer phrases are left alone: there are too many of them to be first guesses.
    private static func isMadeOfWords(_ letters: [Character]) -> Bool {
        if letters.count <= 3 { return true }
        let never = Int.max / 2
        let spares = letters.count < 8 ? 1 : 3
        // fewest[spare][end]: words needed for the first `end` letters when `spare` of them stand outside words.
        var fewest = [[Int]](repeating: [Int](repeating: never, count: letters.count + 1), count: spares)
        for spare in 0..<spares {
            fewest[spare][0] = 0
            for end in 1...letters.count {
                if spare > 0 { fewest[spare][end] = fewest[spare - 1][end - 1] }
                for length in shortest...longest where length <= end {
                    let start = end - length
                    if fewest[spare][start] < 3, words.contains(String(letters[start..<end])) {
                        fewest[spare][end] = min(fewest[spare][end], fewest[spare][start] + 1)
                    }
                }
            }
        }
        return fewest.contains { $0[letters.count] <= 3 }
    }

    private static let words = Set(
        [english, things, names, chinese, keys].flatMap { $0.split { $0 == " " || $0 == "\n" } }.map(String.init))
    private static let shortest = words.map(\.count).min() ?? 1
    private static let longest = words.map(\.count).max() ?? 1

    private static let english = """
        password passwort passwd pass word admin administrator root user guest test tester testing demo default login logon
        welcome hello letmein access master secret system server manager service support office company work job home house
        computer internet network windows microsoft google facebook twitter apple iphone samsung android linux oracle cisco
        database backup public private temp changeme change please enter open trust trustno one two three
        iloveyou love lover loveyou loveme iloveu ilove you me my mine myself forever always baby babygirl babyboy honey
        sweet sweetie darling angel heart kiss sexy beautiful pretty cute princess prince queen king family mother father
        mom dad mommy daddy mama papa sister brother friend friends bestfriend boy girl girls boys man woman lady
        football soccer baseball basketball hockey tennis golf rugby sport sports swimming volleyball cricket
        liverpool chelsea arsenal manchester united barcelona realmadrid juventus lakers yankees cowboys steelers
        monkey dragon tiger lion eagle horse dog puppy cat kitty bear wolf fox rabbit bird fish dolphin butterfly snake
        shadow sunshine sun moon star stars sky rainbow flower flowers rose summer winter spring autumn snow fire water
        ocean river mountain thunder storm lightning silver gold golden diamond purple blue red green black white yellow
        orange pink brown super superman batman spiderman ironman starwars pokemon naruto matrix hunter killer warrior
        ninja pirate soldier ranger rocket phoenix legend hero heroes magic magical wizard merlin gandalf harry potter
        jesus christ god godisgood jesuschrist blessed bless faith hope peace grace heaven freedom liberty america
        canada mexico london paris england france germany china chinese japan tokyo beijing newyork california texas
        chicago florida cookie cookies chocolate candy sugar cheese banana pepper coffee pizza chicken apples cherry
        music guitar piano dance dancer rock metal metallica slipknot nirvana eminem money cash rich lucky luck happy
        smile crazy stupid fuck fuckyou fuckoff asshole bitch shit pussy whatever nothing something anything everything
        mustang ferrari porsche corvette mercedes yamaha honda toyota nissan harley motor turbo racing speed
        letme zaq qaz wsx abc xyz aaa asd zxc qwe qwer qwerty azerty qwertz asdf asdfg zxcv zxcvb zxcvbn asdfgh
        january february march april may june july august september october november december monday tuesday wednesday
        thursday friday saturday sunday birthday christmas halloween number life live time world game games gamer player
        playstation nintendo minecraft fortnite warcraft starcraft counter strike doom final fantasy cheer cheerleader
        student teacher school college university doctor nurse police lawyer engineer captain america trinity genius
        first last best good great big little old young new the and for is in of to with your our his her it all only
        im am are was not no yes ever never so very cool fun hot
        """

    private static let things = """
        strawberry blackberry blueberry raspberry watermelon pineapple peanut butter buttercup jellybean bubblegum candycane
        cheesecake cupcake milkshake marshmallow lollipop skittles snickers twix budweiser heineken starbucks nutella
        terminator undertaker wrestling wrestlemania skateboard snowboard paintball motocross softball soccer gymnastics
        football1 champion champions challenger spartan gladiator highlander predator transformers godfather scarface
        cinderella tinkerbell tinkerbel mickey minnie mouse donald duck goofy pooh tigger snoopy garfield scooby doo spongebob
        pikachu sailor goku vegeta sasuke itachi akatsuki onepiece luffy bleach sonic mario zelda megaman
        supernatural twilight vampire ghost rider zombie darkness dark knight angelofwar nightmare heartbreak heaven hell
        skywalker vader darth jedi yoda lightsaber startrek enterprise discovery voyager apollo galaxy universe cosmos
        hollywood broadway disney disneyland wonderland underground underworld playboy hustler rockstar superstar rapper
        linkin park linkinpark green day blink metal maiden ironmaiden rammstein evanescence disturbed korn acdc pinkfloyd
        beatles elvis queen bowie jackson madonna rihanna beyonce bieber justinbieber onedirection tokiohotel backstreet
        nickjonas jonas mileycyrus hannahmontana bobmarley reggae hiphop techno trance classical jazz guitarra
        tottenham newcastle everton westham celtic rangers sunderland astonvilla galatasaray fenerbahce besiktas juventus
        fiorentina napoli roma milan inter marseille bayern dortmund ajax feyenoord ronaldo ronaldinho messi beckham rooney
        patriots packers raiders eagles broncos dolphins giants redskins chargers cardinals longhorns gators bulldogs
        redsox celtics bulls kobe bryant lebron michaeljordan tigerwoods
        mitsubishi volkswagen lamborghini murcielago chevrolet silverado camaro mercury cadillac subaru suzuki kawasaki ducati
        hondacivic civic accord corolla integra peugeot renault citroen ferrari skyline bmw audi johndeere
        nokia motorola ericsson sony siemens panasonic toshiba logitech compaq lenovo dell intel pentium
        myspace linkedin friendster hotmail gmail yahoo runescape callofduty counterstrike gta sims diablo halo tekken
        washington jefferson lincoln kennedy australia england scotland ireland argentina brazil brasil colombia venezuela
        guatemala puertorico dominican pakistan bangladesh india indonesia philippines singapore malaysia vietnam
        thailand korea deutschland espana italia portugal poland romania bulgaria turkey egypt africa madagascar newzealand
        amsterdam barcelona birmingham losangeles lasvegas miami boston detroit cleveland houston dallas denver seattle
        newyork manhattan brooklyn hamburg munich moscow istanbul
        information international professional management technology television telephone cellphone computador ordinateur
        security secure secured setup install backspace keyboard printer monitor hardware software firewall matrix
        hurricane tornado tsunami volcano sunflower snowflake starlight moonlight lighthouse dragonfly ladybug
        wolverine panther jaguar leopard cheetah gorilla elephant giraffe penguin dinosaur unicorn mermaid fairy
        blessed jesusislord jesussaves jesuslovesme godislove amen church prayer holy spirit
        beauty beautiful wonderful happiness sweetness serendipity abracadabra abrakadabra opensesame sesame nevermind
        whatthefuck suck sucks dick mydick cock ass kissmyass life loves hate hates leave alone leavemealone dontforget forget
        remember neveragain again moneymaker maker playa gangsta gangster thug pimp killer devil evil satan lucifer demon
        passion desire romance lovely lovehurts hurts missyou kisses hugs teddy bear babycakes babyface sexybeast
        motdepasse contrasena contraseña clave senha minhasenha parola wachtwoord haslo salasana adgangskode losenord
        telechargement felicidade jesucristo diosesfiel diosesamor dios teamo tequieromucho mucho amor amore princesse
        principessa bellissima sonnenschein schatz ichliebedich liebe jetaime soleil papillon chocolat seniseviyorum
        mahalkita mahalko magandaako ganda vaffanculo forza
        """

    private static let names = """
        michael michelle jennifer jessica ashley nicole daniel andrew joshua jordan taylor thomas charlie robert george
        william matthew anthony richard patrick steven justin brandon hannah amanda samantha elizabeth stephanie melissa
        rebecca danielle chelsea maggie ginger buster jasmine alexander alexandra alexis christian christopher
        jonathan nicholas benjamin gabriel vincent victoria vanessa veronica natalie katherine charlotte sophie
        isabella olivia emily emma lauren sarah rachel laura maria anna julia david john james jack peter paul mark
        alex chris mike steve brian kevin eric scott jason ryan adam sam ben max oscar lucas carlos fernando roberto
        jacqueline josephine annabelle bernadette valentina dominique cassandra priscilla alexandria maximilian nathaniel
        mackenzie madison hailey kayla brianna savannah destiny gabriella gabrielle adriana andrea claudia daniela paola
        fernanda mariana carolina guadalupe margarita juancarlos hernandez rodriguez gonzalez martinez garcia lopez
        smith johnson williams jones brown miller davis wilson moore anderson alessandro alessandra francesco giuseppe
        vladimir aleksandr aleksandra aleksander anastasia anastasiya konstantin dmitry sergey andrey nikita natasha ekaterina
        muhammad mohammed abdullah ahmed hassan fatima krishna ganesh lakshmi sunil rahul
        francisco alejandro sebastian estrella princesa tequiero teamo corazon mariposa alberto eduardo ricardo
        """

    private static let chinese = """
        woaini woai aini woaiwo wo ai ni wang zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo
        li zheng liang xie song tang han feng deng cao peng zeng xiao tian dong yuan pan jiang cai yu du ye cheng su wei
        lu ding ren shen yao fang shi qin jin xia fu zhong tan xiong meng bai cui kang mao qiu hou gu shao long wan duan
        lei qian yin kong xiaolong xiaoming mima mimamima nihao zhongguo beijing shanghai kunming chengdu chongqing
        sichuan yunnan guangdong guangzhou shenzhen dalian tianjin wuhan nanjing woshi shui woshishui zhimakaimen
        tiantian kuaile baobao baobei laopo laogong laotian mama baba jiejie meimei gege didi aiqing zhenai
        guanli guanliyuan gongsi renshe shebao jiuye yibao gongjijin dangan caiwu bangong yonghu ceshi huanying
        denglu kaimen tianya xiang xiangxiang wangluo diannao ziliao qq weixin taobao alipay zhifubao baidu tencent tengxun huawei xiaomi
        我爱你 密码 管理员 你好 中国 测试 欢迎 登录 人社 社保 就业 医保 公积金 办公 用户 一件事
        """

    private static let keys = """
        qwertyuiop asdfghjkl zxcvbnm qazwsx qazwsxedc wsxedc edcrfv rfvtgb qweasd asdzxc qweasdzxc poiuytrewq lkjhgfdsa
        mnbvcxz abcd abcde abcdef abcdefg abcdefgh aabbcc qqww
        """
}
