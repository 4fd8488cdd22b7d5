"""
What organisers write above their columns, in the languages of TFT's players.

Each phrase has one meaning; `meaning.py` weighs the meanings of a header against each other. Phrases are compared as
`words.units` makes them, so accents, case and punctuation do not matter here. Where a phrase stands under two
meanings, the first counts. ``*`` ends a stem.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto


class Meaning(Enum):
    """What a phrase in a header says."""

    # About the player
    DISCORD = auto()
    DISCORD_ID = auto()
    """The number that Discord gives an account; the surest key there is."""
    RIOT_ID = auto()
    GAME_NAME = auto()
    GAME_TITLE = auto()
    """The name in the game, or that of a game or match."""
    PLAYER = auto()
    """Somebody who plays, or the name they go by; usually, but not always, the name in the game."""
    USERNAME = auto()
    USER = auto()
    NAME = auto()
    ACCOUNT = auto()
    TAG = auto()
    """What follows the hash sign of a name."""
    ID = auto()
    ALT = auto()
    OTHER = auto()
    """Other, further: tells the alternate from the main."""
    SECOND = auto()
    """The same where somebody counts; alone it may be the second of anything."""
    PRONOUNS = auto()
    REGISTERED = auto()
    WEAK_REGISTERED = auto()
    """So common a word that it counts only where it stands alone; the same for the other weak ones."""
    CHECKIN = auto()
    WEAK_CHECKIN = auto()
    TEAM = auto()
    CLUB = auto()
    """Something that people also belong to who do not play."""
    DUO = auto()
    RANK = auto()
    WEAK_RANK = auto()
    LEAGUE = auto()
    """How well somebody plays, or which part of a competition their team is in."""
    PEAK = auto()
    REGION = auto()
    EMAIL = auto()
    TIMESTAMP = auto()
    DATE = auto()
    HOUR = auto()
    SEED = auto()
    NOTES = auto()
    WEAK_NOTES = auto()
    # About something or somebody else
    PARTNER = auto()
    DUO_PARTNER = auto()
    CAPTAIN = auto()
    LINK = auto()
    COUNT = auto()
    PLATFORM = auto()
    STORE = auto()
    """A platform to play on; where a sheet asks for no name in the game, the name there is it."""
    REAL_NAME = auto()
    PERSONAL = auto()
    RESULT = auto()
    CONSENT = auto()
    MEMBERSHIP = auto()
    AVAILABLE = auto()
    MONEY = auto()
    BY = auto()
    STATUS = auto()
    PART = auto()
    """A part or property of something: logo, size, role."""
    # Grammar
    GAME = auto()
    """Which game it is: "TFT name" is a name in the game."""
    AND = auto()
    FILLER = auto()

    # Enum hashes names in Python; sets of meanings are asked so often that this took a third of the time.
    __hash__ = object.__hash__


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for line in text.strip().splitlines() for one in line.split("|") if one.strip())


PHRASES: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.DISCORD_ID: _phrases("""
        discord user id | discord id | discord uid | discord uuid | discord snowflake | id discord
        id de discord | discord member id | discord userid | id utilisateur discord | id du compte discord
        дискорд id | id дискорд | id в discord | discord kimligi | 디스코드 id | ディスコードid
        discord の id | discord 的 id | dc id
        """),
    Meaning.DISCORD: _phrases("""
        discord* | disc | disc name | disc tag | dc | дискорд* | діскорд* | дс | ντισκορντ | ντίσκορντ
        ديسكورد | الديسكورد | دسكورد | الدسكورد | 디스코드 | 디코 | ディスコード | ディスコ | 디스코드 닉네임
        ดิสคอร์ด | ดิสคอด | ดิสคอร์ส | where can we reach you | discrod | dsicord | discor
        discord member | discord members
        """),
    Meaning.ALT: _phrases("""
        alt | alts | alt ign | alt igns | alternate | alternates | alt account | alt accounts
        alternative account | alternative accounts | alternate account | alternate accounts | smurf | smurfs
        smurf* | secondary account | secondary accounts | second account | second accounts | sub account
        sub accounts | backup account | backup accounts | side account | side accounts | other accounts
        other account | any other accounts | additional account | additional accounts | extra account
        extra accounts | 2 nd account | multi account | zweitaccount* | zweitkonto | zweit account
        nebenaccount* | weitere accounts | weitere konten | andere accounts | andere konten | weiterer account
        zweiter account | ersatzaccount | autre compte | autres comptes | compte secondaire
        comptes secondaires | deuxieme compte | second compte | comptes alternatifs | compte alternatif
        otras cuentas | otra cuenta | cuenta secundaria | cuentas secundarias | cuenta alternativa
        cuentas alternativas | segunda cuenta | multicuenta* | outras contas | outra conta | conta secundaria
        contas secundarias | conta alternativa | contas alternativas | segunda conta | altri account
        altro account | account secondario | account secondari | secondo account | account alternativi
        account alternativo | inne konta | inne konto | drugie konto | dodatkowe konta | dodatkowe konto
        alternatywne konta | konto alternatywne | diger hesap* | yan hesap* | ikinci hesap*
        alternatif hesap* | tweede account | andere account | alternatieve accounts | andra konton
        annat konto | alternativa konton | andre konti | andre kontoer | toinen tili | muut tilit | dalsi ucty
        dalsi ucet | druhy ucet | jine ucty | смурф* | другие аккаунты | другой аккаунт | второй аккаунт
        вторые аккаунты | дополнительный аккаунт | дополнительные аккаунты | запасной аккаунт
        альтернативный аккаунт | альтернативные аккаунты | альты | твинк* | твин | твины | інші акаунти
        інший акаунт | другий акаунт | додатковий акаунт | додаткові акаунти | άλλοι λογαριασμοί
        δεύτερος λογαριασμός | εναλλακτικός λογαριασμός | حسابات أخرى | حساب آخر | حساب ثانوي | حساب ثاني
        الحساب الثاني | الحسابات الأخرى | حسابات اخرى | الحسابات الاخرى | حساب بديل | 부계정 | 부계 | 부캐
        부캐릭터 | 다른 계정 | 세컨 계정 | 서브 계정 | 서브계정 | サブアカウント | サブアカ | サブ垢 | サブ
        別アカウント | 別垢 | 複垢 | スマーフ | 小号 | 小號 | 其他账号 | 其他帐号 | 其他帳號 | 副账号 | 副帐号
        副帳號 | 分身 | 分身帳號 | 别的账号 | 第二账号 | 备用账号 | 備用帳號 | 小号id | tai khoan phu
        nick phu | acc phu | tai khoan khac | acc clone | บัญชีสำรอง | บัญชีอื่น | ไอดีสำรอง | ไอดีรอง
        akun lain | akun kedua | akun cadangan | akun smurf | akun alternatif | other igns | other ign
        other riot ids | previous igns | previous ign | other names | alternate names
        """),
    Meaning.OTHER: _phrases("""
        other | others | additional | another | further | extra | backup
        previous | former | old | any other | weitere | weiterer | andere | autre
        autres | otra | otras | otro | otros
        outra | outras | outro | outros | altri | altro | inne
        inny | dodatkowe | dodatkowy | diger | andra | andre | anden
        dalsi | jine | другой | другие | дополнительный | дополнительные | запасной
        інші | інший | додатковий | άλλο | άλλα | أخرى | آخر | 다른 | 추가
        別の | 他の | 备用 | 備用 | khac | phu | อื่น | สำรอง | lain | alternative | alternativ
        alternativer | alternatif | alternativo | alternativa | alternatywny | alternativt
        """),
    Meaning.SECOND: _phrases("""
        second | secondary | 2 nd | zweite | zweiter | zweites | deuxieme | secondaire | secondaires | secundario
        secundaria | segunda | segundo | secondo | secondario | drugi | drugie | ikinci | tweede | druhy | второй
        другий | δεύτερο | ثاني | ثانوي | 두번째 | 第二 | kedua
        """),
    Meaning.RIOT_ID: _phrases("""
        riot id | riotid | riot ids | riot account | riot acc | riot username
        riot user name | riot user | riot nick* | riot games id | riot games account
        riot ign | riot id tag | riot id hashtag | riot handle | riot login name
        riot client name | riot id and tag | riot | riot games | tft riot id
        main riot id | player riot id | riot konto | riot kontoname | riot benutzername | riot nutzername
        identifiant riot | compte riot | pseudo riot | id riot | tag riot | nom riot | riot id complet
        nick riot | usuario riot | usuario de riot | cuenta de riot | cuenta riot | id de riot
        nombre de riot | conta riot | conta da riot | id da riot | nick da riot | nome utente riot
        utente riot | nome riot | konto riot | nazwa riot | riot kullanici adi | riot hesab* | riot adi
        riot naam | riot namn | riot navn | riot ucet | riot айди | аккаунт riot | риот айди | риот id | риот
        ник riot | ник в riot | акаунт riot | λογαριασμός riot | معرف رايوت | حساب رايوت | ايدي رايوت | رايوت
        معرف riot | حساب riot | 라이엇 아이디 | 라이엇 id | 라이엇id | 라이엇 계정 | 라이엇 닉네임 | 라이엇
        ライアットid | ライアット id | ライアットアカウント | riot 名 | riotアカウント | 拳头账号 | 拳头id
        拳頭帳號 | riot账号 | riot帳號 | tai khoan riot | ten tai khoan riot | ไอดีriot | akun riot
        """),
    Meaning.GAME_NAME: _phrases("""
        ign | igns | in game name | ingame name | in game names | in game id | ingame | in game | ingame id
        in game username | ingame username | in game nick* | ingame nick* | in game handle | in game tag
        in game user | in game account | name in game | game nick*
        game username | game handle | game tag | game account | summoner | summoners | summoner name
        summoners name | summoner s name | summoner names | summoner id | summoner ids | summoner tag
        summoner account | tft name | tft ign | tft account | tft username | tft user name | tft id
        tft nick* | tft acc | tft tag | tft player name | lol name | lol ign | lol account | lol username
        lol user name | lol nick* | lol id | league name | league ign | league username | league account
        league id | league of legends name | league of legends ign | league of legends username
        league of legends account | league of legends id | teamfight tactics name | teamfight tactics username
        teamfight tactics id | teamfight tactics account | teamfight tactics ign | account name | main ign
        main account | main account name | lolchess name | lolchess username | name in the game | in the game
        username in game | username in the game | name used in game | nickname in the game | nickname in game
        name tag | gamename tagline | valorant id | valorant name | valorant ign | valorant username | val ign
        player ign | player ign tag | tournament ign | in client name | spielname | ingamename
        ingame nickname | im spiel | beschworername | beschwoerername | beschworer | beschwoerer | accountname
        name im spiel | spiel id | nom d invocateur | nom invocateur | pseudo d invocateur | pseudo invocateur
        invocateur | compte tft | pseudo en jeu | pseudo in game | pseudo ingame | pseudo tft | pseudo lol
        pseudo dans le jeu | pseudo de jeu | nom en jeu | nom dans le jeu | nom de jeu | pseudo ig
        nom de compte | nom d invocateur tft | nombre de invocador | nombre invocador | invocador
        nombre en el juego | nombre dentro del juego | nombre del juego | nombre de juego | nombre in game
        nombre de cuenta | nick en el juego | nick del juego | nick de juego | nick in game | nick ingame
        nick de lol | nick de tft | nick tft | nick lol | usuario en el juego | usuario del juego
        cuenta de lol | cuenta de tft | cuenta principal | id del juego | id de juego | id en el juego
        nickname en el juego | nome de invocador | nome do invocador | nome invocador | nome no jogo
        nome de jogo | nome in game | nome do jogo | nick no jogo | nick do jogo | nick de jogo
        nickname no jogo | usuario no jogo | conta principal | id do jogo | nick do lol | nick do tft
        nome evocatore | nome dell evocatore | nome da evocatore | evocatore | nome in gioco | nome di gioco
        nome nel gioco | nick in gioco | nickname in gioco | nick nel gioco | id in gioco | account principale
        nazwa przywolywacza | nick przywolywacza | przywolywacz | nazwa w grze | nick w grze | nick z gry
        nazwa gracza w grze | nazwa konta | nick w tft | nick w lolu | nick w lol | sihirdar adi
        sihirdar ismi | sihirdar* | oyun ici isim | oyun ici ad | oyun ici adi | oyun ici ismi
        oyun ici nick* | oyun ici kullanici adi | oyundaki isim | oyundaki adin* | oyun adi | oyun ismi
        oyun nicki | oyun ici nickiniz | hesap adi | naam in game | naam in het spel | in game naam
        ingame naam | accountnaam | summonernaam | namn i spelet | spelnamn | anvandarnamn i spelet
        ingame namn | summonernamn | navn i spillet | spillnavn | ingame navn | brukernavn i spillet
        summonernavn | summoner navn | nimi pelissa | pelinimi | nimimerkki pelissa | herni jmeno
        jmeno ve hre | prezdivka ve hre | nick ve hre | herni prezdivka | herni nick | jmeno vyvolavace
        vyvolavac | meno v hre | nume in joc | nume invocator | nume de joc | jatekbeli nev | idezo nev
        idezonev | jatekosnev | ник в игре | никнейм в игре | имя в игре | игровой ник* | игровое имя
        внутриигровое имя | внутриигровой ник* | имя призывателя | ник призывателя | призыватель | ник в tft
        ник в тфт | ник в lol | ник тфт | имя аккаунта | игровой аккаунт | ваш ник в игре | нік у грі
        нікнейм у грі | ім'я у грі | ім'я в грі | нік в грі | ігровий нік* | ігрове ім'я | ім'я призивача
        призивач | ім'я прикликача | όνομα στο παιχνίδι | όνομα εντός παιχνιδιού | όνομα καλεστή
        όνομα summoner | ψευδώνυμο στο παιχνίδι | اسم المستدعي | الاسم في اللعبة | الاسم داخل اللعبة
        اسمك في اللعبة | اسمك داخل اللعبة | اسم اللعبة | اسم الحساب | اسمك باللعبة | الاسم باللعبة
        اسم اللاعب في اللعبة | ايدي اللعبة | 소환사명 | 소환사 이름 | 소환사 | 소환사 닉네임 | 롤체 닉네임
        롤체 아이디 | 롤 닉네임 | 롤 아이디 | 롤닉 | 롤닉네임 | 인게임 닉네임 | 인게임 이름 | 인게임닉
        인게임 아이디 | 인게임 | 게임 닉네임 | 게임 아이디 | 게임 내 닉네임 | 게임닉 | 게임 이름
        게임 내 이름 | 롤체닉 | tft 닉네임 | 본계정 | 본캐 | 계정명 | サモナー名 | サモナーネーム | サモナー
        ゲーム内名 | ゲーム内の名前 | ゲーム内ネーム | ゲーム名 | インゲームネーム | インゲーム名 | ゲーム内id
        ゲームid | ゲーム内ニックネーム | tft名 | lol 名 | 召唤师名 | 召唤师名称 | 召唤师名字 | 召唤师
        召唤师昵称 | 召喚師名稱 | 召喚師名 | 召喚師名字 | 召喚師 | 召喚師暱稱 | 游戏名 | 游戏名称 | 游戏名字
        游戏昵称 | 游戏id | 游戏账号 | 游戏内昵称 | 游戏内名称 | 游戏内名字 | 游戏内id | 遊戲名稱 | 遊戲名字
        遊戲暱稱 | 遊戲id | 遊戲名 | 遊戲帳號 | 遊戲內名稱 | 遊戲內暱稱 | 遊戲內id | ten trong game
        ten ingame | ten in game | ten game | ten trieu hoi su | ten nhan vat | id game | id trong game
        tai khoan game | nick game | ten rank tft | ชื่อในเกม | ชื่อในเกมส์ | ชื่อเกม | ชื่อไอดี | ไอดีเกม
        ไอดีในเกม | ชื่อซัมมอนเนอร์ | ชื่อ summoner | ชื่อ ign | ชื่อตัวละคร | nama in game | nama dalam game
        nama di game | nickname game | id in game | nama akun | username game | nama summoner | nama ingame
        nickname ingame | oyun ici ism* | nombre en lol | nombre en tft | nome no lol | nome no tft
        nick no tft | nick no lol | nom sur lol
        riot name | riot tag | riot game name | riot games name | riot in game name | battletag | battle tag | battletags
        battle net id | bnet | btag | gamertag | gamer tag | gamertags | xbox gamertag | rsn | runescape name
        in game character | in game character name
        """),
    Meaning.GAME_TITLE: _phrases("""
        game name | gamename | game names | game id
        """),
    Meaning.PRONOUNS: _phrases("""
        pronoun | pronouns | prounouns | pronoms | pronom | pronomen | pronombre | pronombres | pronome
        pronomes | pronomi | pronomina | pronomer | pronomenit | pronominit | pronominy | pronume | zaimki
        zaimek | zamir* | zamirler | hitap | hitap sekli | voornaamwoord* | aanspreekvorm | zajmena | zajmeno
        zamena | nevmas | nevmasok | местоимени* | займенник* | αντωνυμί* | αντωνυμια* | الضمائر | ضمائر
        الضمير | ضمير | 대명사 | 인칭대명사 | 성별 대명사 | 代名詞 | 人称代名詞 | 人稱代名詞 | 代词 | 代詞
        人称代词 | 人稱代詞 | 性别代词 | 称谓 | 稱謂 | dai tu | dai tu nhan xung | danh xung | cach xung ho
        สรรพนาม | คำสรรพนาม | คำแทนตัว | kata ganti | kata ganti orang
        """),
    Meaning.TIMESTAMP: _phrases("""
        timestamp | timestamps | time stamp | submitted at | submitted on | submission time
        submission date | submission timestamp | time submitted | date submitted | time of submission
        date of submission | signup timestamp | submit time | submit date | created at | created on
        date created | creation date | signup time | sign up time | signup date | sign up date | signed up at
        signed up on | registration time | registration date | registration timestamp | date of registration
        time of registration | registered at | registered on | registered date | registered time
        date registered | reg date | reg time | datetime | entry date | date time | date & time
        date and time | time & date | entry time | response time | form submitted at | added at | added on
        date added | logged at | time registered | utc timestamp | register date | register time | zeitstempel
        anmeldezeit | anmeldezeitpunkt | anmeldedatum | zeitpunkt der anmeldung | eingereicht am
        angemeldet am | registriert am | erstellt am | datum und uhrzeit | datum der anmeldung | eingangszeit
        registrierungsdatum | horodateur | horodatage | date d inscription | heure d inscription
        date et heure | inscrit le | date de soumission | date de creation | soumis le | marca temporal
        marca de tiempo | fecha de registro | fecha de inscripcion | fecha y hora | fecha de envio
        hora de registro | hora de inscripcion | fecha de creacion | carimbo de data & hora
        carimbo de data hora | carimbo | data e hora | data de inscricao | data da inscricao
        data de registro | data do registro | data & hora | data de envio | hora da inscricao | criado em
        informazioni cronologiche | data e ora | data di iscrizione | data iscrizione | ora di iscrizione
        data registrazione | data di registrazione | data di invio | marca temporale | sygnatura czasowa
        znacznik czasu | data zgloszenia | data rejestracji | data zapisu | data i godzina | czas zgloszenia
        czas rejestracji | zaman damgasi | kayit tarihi | kayit zamani | basvuru tarihi | tarih ve saat
        basvuru zamani | tijdstempel | tijdstip | datum en tijd | aanmelddatum | inschrijfdatum
        registratiedatum | datum aanmelding | tidsstampel | tidstampel | anmalningsdatum | datum och tid
        anmald den | tidsstempel | tidsstempling | tilmeldingsdato | pameldingsdato | dato og tid
        dato og klokkeslett | tidspunkt | aikaleima | ilmoittautumisaika | casova znacka | casove razitko
        casova peciatka | datum registrace | datum prihlaseni | datum a cas | data inregistrarii
        marcaj de timp | marcaj temporal | idobelyeg | отметка времени | временная метка | метка времени
        дата регистрации | время регистрации | дата и время | дата заявки | дата подачи | время подачи
        время заявки | штамп времени | позначка часу | часова позначка | дата реєстрації | час реєстрації
        дата і час | дата та час | χρονική σήμανση | χρονοσφραγίδα | ημερομηνία εγγραφής | ημερομηνία και ώρα
        ώρα εγγραφής | طابع زمني | الطابع الزمني | تاريخ التسجيل | وقت التسجيل | التاريخ والوقت | تاريخ ووقت
        وقت الإرسال | تاريخ الإرسال | 타임스탬프 | 타임 스탬프 | 등록일 | 등록일시 | 등록 시간 | 등록 일시
        신청일 | 신청 시간 | 신청일시 | 신청 일시 | 제출 시간 | 제출일 | 응답 시간 | 접수일 | 접수 시간
        작성일 | 일시 | 날짜 및 시간 | タイムスタンプ | 日時 | 登録日時 | 登録日 | 登録時間 | 申込日時
        申込日 | 応募日時 | 送信日時 | 回答日時 | 受付日時 | 时间戳 | 时间戳记 | 時間戳記 | 時間戳 | 提交时间
        提交時間 | 报名时间 | 報名時間 | 报名日期 | 報名日期 | 注册时间 | 註冊時間 | 登记时间 | 登記時間
        填写时间 | 填表时间 | 填寫時間 | 提交日期 | dau thoi gian | thoi gian dang ky | thoi gian gui
        ngay dang ky | ngay gio | thoi diem | ngay gui | ประทับเวลา | เวลาที่ลงทะเบียน | วันที่ลงทะเบียน
        วันเวลา | เวลาลงทะเบียน | วันที่สมัคร | วันและเวลา | stempel waktu | cap waktu | waktu pendaftaran
        tanggal pendaftaran | tanggal daftar | waktu daftar | tanggal dan waktu | waktu submit | applied at
        applied on | application date | date applied | time applied | erstellt | erstelldatum
        erstellungsdatum | cree le | fecha de alta | fecha de solicitud | data de criacao | creato il
        data creazione | data utworzenia | olusturulma tarihi | aangemaakt op | skapad | oprettet | opprettet
        дата создания | створено | 作成日 | 作成日時 | 创建时间 | 創建時間 | 生成时间 | 생성일 | 생성일시
        생성 시간 | ngay tao | thoi gian tao | วันที่สร้าง | tanggal dibuat | dibuat | inserted at
        recorded at | submitted timestamp | date signed up | when did you sign up
        adicionado em | registrado em | inscrito em | enviado em | agregado el | registrado el | creado el
        enviado el | inscrito el | ajoute le | enregistre le | envoye le | aggiunto il | registrato il
        iscritto il | inviato il | hinzugefugt am | eingetragen am | dodano | data dodania | zgloszono
        toegevoegd op | aangemeld op | ingeschreven op | eklenme tarihi | gonderim tarihi | дата добавления
        добавлен | создан | создано | додано | дата створення
        """),
    Meaning.DATE: _phrases("""
        date | dates | datum | fecha | data | tarih | tarihi | dato | paivamaara | дата | ημερομηνία | التاريخ
        تاريخ | 날짜 | 日付 | 日にち | 日期 | ngay | วันที่ | วัน | tanggal
        submitted | created | applied
        """),
    Meaning.HOUR: _phrases("""
        time | hora | heure | zeit | uhrzeit | zeitpunkt | ora | saat | zaman | tijd | tid | klokkeslett
        aika | cas | czas | время | час | ώρα | χρόνος | الوقت | وقت | 시간 | 시각 | 時間 | 时间 | thoi gian
        gio | เวลา | waktu | jam | horario
        """),
    Meaning.CHECKIN: _phrases("""
        checkin | checkins | check in | check ins | checked in | checkedin | is checked in | checkin status
        check in status | checked in status | checked | attendance | attended | showed up | show up | arrived
        ready up | readied up | roll call | check in completed | checkin done | check in done | eingecheckt
        einchecken | check in erledigt | anwesend | anwesenheit | erschienen | check in effectue | pointage
        presence | presence confirmee | present e | confirmation de presence | presencia | asistencia | asiste
        check in hecho | check in realizado | registro de asistencia | confirmacion de asistencia
        asistencia confirmada | presenca | presenca confirmada | check in feito | checkin feito | check in ok
        compareceu | presenza | presenza confermata | check in effettuato | check in fatto | obecny | obecna
        obecnosc | odhaczony | potwierdzenie obecnosci | giris yapti | giris yapildi | katilim | katildi
        katilim durumu | yoklama | check in yapti | check in yapildi | aanwezig | aanwezigheid | ingecheckt
        incheckad | incheckning | narvaro | narvarande | checkat in | tjekket ind | tjek ind | sjekket inn
        innsjekket | innsjekk | oppmote | til stede | tilstede | fremmodt | paikalla | lasna | saapunut
        ilmoittautunut paikalle | pritomen | pritomnost | pritomny | odbaven | prezent | prezenta | jelen
        jelenlet | bejelentkezett | чекин | чек ин | чекин пройден | отметка о присутствии | присутствие
        присутствует | присутствовал | отметился | отметка | прибыл | явка | явился | чекін | чек ін
        присутність | присутній | відмітка | παρουσία | παρών | τσεκ ιν | تسجيل الحضور | تسجيل حضور | حضور
        الحضور | حاضر | تأكيد الحضور | تشيك ان | تم الحضور | 체크인 | 체크인 여부 | 체크인 완료 | 출석
        출석 여부 | 출석체크 | 출석 체크 | 참석 여부 | 참석 | 출석 확인 | チェックイン | チェックイン済み
        チェックイン済 | チェックイン状況 | 出席 | 出欠 | 出席確認 | 受付済み | 当日受付 | 签到 | 簽到
        已签到 | 已簽到 | 是否签到 | 是否簽到 | 签到状态 | 簽到狀態 | 报到 | 報到 | 已报到 | 已報到 | 到场
        到場 | 出席状态 | diem danh | da diem danh | da check in | co mat | xac nhan tham gia | เช็คอิน
        เช็กอิน | เชคอิน | เช็คชื่อ | มาแล้ว | เข้าร่วมแล้ว | hadir | kehadiran | absen | absensi
        sudah check in | cek in | konfirmasi kehadiran
        """),
    Meaning.REGISTERED: _phrases("""
        registered | registration | registration status | is registered | register | reg
        regd | reg d | reg status | signed up | sign up | signup | signed
        sign up status | signup status | confirmed | registration confirmed | entry confirmed
        confirmed entry | approved | enrolled | entry status | confirmed registration | is confirmed
        registration approved | in tournament | application status | registration complete | registriert
        angemeldet | anmeldung | anmeldestatus | bestatigt | angenommen | zugelassen | nimmt teil | teilnahme
        anmeldung bestatigt | registrierung | inscrit | inscrite | inscription | inscription validee
        inscription confirmee | confirme | confirmee | valide | validee | statut d inscription | enregistre
        enregistree | accepte | participation | inscrito | inscrita | inscritos | registrado | registrada
        registro | inscripcion | confirmado | confirmada | inscripcion confirmada | aceptado
        estado de inscripcion | estado de registro | aprobado | registro confirmado | inscricao
        inscricao confirmada | cadastrado | status da inscricao | status de inscricao | aceito | aprovado
        confirmacao | registrato | registrata | iscritto | iscritta | iscrizione | iscrizione confermata
        confermato | confermata | stato iscrizione | registrazione | accettato | approvato | zarejestrowany
        zarejestrowana | zapisany | zapisana | rejestracja | zgloszony | potwierdzony | potwierdzona
        potwierdzenie | status rejestracji | zaakceptowany | zgloszenie | kayitli | kayit | kayit durumu
        kayit oldu | kayit yapildi | onaylandi | onayli | onay | kabul edildi | geregistreerd | ingeschreven
        aangemeld | aanmelding | inschrijving | registratie | bevestigd | registrerad | registrering | anmald
        anmalan | bekraftad | godkand | registreret | tilmeldt | tilmelding | bekraeftet | godkendt
        registrert | pameldt | pamelding | bekreftet | godkjent | ilmoittautunut | rekisteroity*
        ilmoittautuminen | vahvistettu | hyvaksytty | registrovan | registrovany | registrace | prihlasen
        prihlaseny | prihlaska | potvrzen | potvrzeno | schvaleno | zaregistrovan | inregistrat | inscris
        inscriere | confirmat | regisztralt | regisztracio | зарегистрирован* | регистраци* | подтвержден*
        принят | одобрен* | заявлен | заявка | участвует | участие | записан | зареєстрован* | реєстрація
        підтверджен* | прийнятий | схвален* | εγγεγραμμέν* | εγγραφή | επιβεβαιωμέν* | δηλώθηκε | مسجل
        التسجيل | تسجيل | مسجلة | تم التسجيل | مؤكد | تأكيد التسجيل | حالة التسجيل | مقبول | 등록 | 등록됨
        등록 여부 | 등록 완료 | 등록 상태 | 참가 확정 | 참가 여부 | 참가 신청 | 참가신청 | 신청 여부
        신청 완료 | 신청 상태 | 확정 | 확정 여부 | 승인 | 승인 여부 | 접수 | 접수 완료 | 登録 | 登録済み
        登録済 | 登録状況 | 参加登録 | 参加確定 | エントリー | エントリー済み | 参加可否 | 申込 | 申し込み
        申込済み | 承認 | 承認済み | 確定 | 已报名 | 已報名 | 报名 | 報名 | 报名状态 | 報名狀態 | 是否报名
        是否報名 | 已注册 | 已註冊 | 注册 | 註冊 | 登记 | 登記 | 已登记 | 已登記 | 报名成功 | 報名成功
        已确认 | 已確認 | 审核状态 | 已通过 | 已通過 | 參賽 | 参赛 | 参赛确认 | da dang ky | dang ky
        trang thai dang ky | xac nhan | da xac nhan | da duyet | ลงทะเบียน | ลงทะเบียนแล้ว | สถานะการลงทะเบียน
        สมัคร | สมัครแล้ว | ยืนยัน | ยืนยันแล้ว | อนุมัติ | terdaftar | pendaftaran | sudah daftar | daftar
        terkonfirmasi | dikonfirmasi | konfirmasi | status pendaftaran | diterima | potwierdzon* | bestatigung
        rsvp | rsvpd | rsvp status
        """),
    Meaning.WEAK_CHECKIN: _phrases("""
        present | here | ready | attend | attending | presente | giris | da | 受付 | 参加確認
        no show | confirm attendance
        """),
    Meaning.WEAK_REGISTERED: _phrases("""
        accepted | entered | confirmation | playing | participating | participation | participa | participe
        approval | 参加 | 참가 | 신청 | 确认 | 確認
        """),
    Meaning.CAPTAIN: _phrases("""
        captain | captains | captain s | team captain | team captains | team leader | leader | coach | coaches
        manager | managers | substitute | substitutes | sub | subs | reserve | reserves | backup player
        admin s | host | organizer | organiser | contact person s | referee
        emergency contact | parent | parents | guardian | referral | referrer | invited | inviter | kapitan
        teamkapitan | mannschaftskapitan | trainer | ersatzspieler | ersatz | capitaine | remplacant
        remplacants | entraineur | chef d equipe | capitan | capitana | suplente | suplentes | entrenador
        lider | capitao | capita | reserva | reservas | treinador | capitano | riserva | riserve | allenatore
        rezerwow* | trener | kaptan | kaptani | yedek | kaptajn | kapten | lagkapten | kaptein | reserv
        innbytter | aanvoerder | kapitein | kapteeni | varapelaaja | nahradnik | капитан* | капітан*
        запасной игрок | запас | тренер | заміна | αρχηγός | προπονητής | قائد الفريق | قائد | كابتن | الكابتن
        팀장 | 주장 | 대표 | 대표자 | 후보 | 교체 선수 | 감독 | 코치 | キャプテン | チームリーダー | リーダー
        代表者 | 代表 | 補欠 | コーチ | 監督 | 队长 | 隊長 | 替补 | 替補 | 教练 | 教練 | 领队 | 領隊
        doi truong | du bi | huan luyen vien | กัปตัน | หัวหน้าทีม | ตัวสำรอง | โค้ช | kapten tim | ketua tim
        ketua | cadangan | pelatih
        """),
    Meaning.DUO_PARTNER: _phrases("""
        duo partner | duo partners | duo partner s | double up partner | double up partners
        double up partner s | teampartner | team partner | duopartner | doppelpartner | partenaire de duo
        partenaire duo | companero de duo | pareja de duo | parceiro de duo | partner di duo | partner duo
        напарник по дуо | дуо напарник | 듀오 파트너 | 듀오 상대 | デュオ相方 | デュオパートナー | 双人队友
        雙人隊友
        """),
    Meaning.PARTNER: _phrases("""
        partner | partners | partner s | partnerin | teammate | teammates | team mate | team mates
        teammate s | mate | mates | buddy | friend | friends | opponent | opponents | your duo s | duo s
        mitspieler | teammitglied | teamkollege | gegner | partenaire | partenaires | coequipier | coequipiere
        coequipiers | binome | adversaire | companero | companera | companeros | companero de equipo | pareja
        rival | oponente | parceiro | parceira | dupla s | companheiro | companheiros | adversario | compagno
        compagna | compagni | compagno di squadra | avversario | partnera | partnerki | przeciwnik
        kolega z druzyny | partneri | partnerin* | partnerinin | takim arkadasi* | takim arkadas* | rakip
        teamgenoot | teamgenoten | tegenstander | lagkamrat | lagkompis | medspelare | motstandare
        holdkammerat | makker | makkers | modstander | lagkamerat | motstander | joukkuekaveri | pari
        vastustaja | spoluhrac | spoluhrace | parak | souper | напарник* | напарниц* | тиммейт* | сокомандник*
        партнер* | соперник* | напарник | тімейт* | суперник* | συμπαίκτης | συμπαίκτη | παρτενέρ | αντίπαλος
        شريك | الشريك | شريكك | زميل | زميلك | الخصم | 팀원 | 듀오 상대 | 파트너 | 짝 | 상대 | 동료
        듀오 파트너 | パートナー | 相方 | チームメイト | 相棒 | ペア | 対戦相手 | 队友 | 隊友 | 搭档 | 搭檔
        对手 | 對手 | 伙伴 | 夥伴 | dong doi | ban choi cung | doi thu | คู่หู | เพื่อนร่วมทีม | คู่ | คู่แข่ง
        rekan | rekan tim | pasangan | lawan | home player | away player | player a | player b | team a
        team b | member 1 | member 2 | member 3 | member 4 | member 5
        home team | away team | opposing team | opponent team | team 1 | team 2
        """),
    Meaning.TEAM: _phrases("""
        team | teams | team name | teamname | name of team | name of the team | name of your team | your team
        team s name | team names | squad | squad name
        roster name | mannschaft | mannschaftsname | name des teams | equipe | nom d equipe
        nom de l equipe | nom de votre equipe | nom de ton equipe | nom equipe | equipo
        nombre del equipo | nombre de equipo | nombre equipo | nombre de tu equipo | nome da equipe
        nome do time | nome do seu time | nome da sua equipe | nome equipe | nome da equipa | equipa | squadra
        nome squadra | nome della squadra | nome team | nome del team | druzyna | nazwa druzyny
        nazwa zespolu | zespol | nazwa teamu | druzyny | takim | takim adi | takim ismi | takiminizin adi
        takimin adi | ploeg | ploegnaam | teamnaam | lag | lagnamn | lagets namn | lagnavn | lagets navn
        hold | holdnavn | joukkue | joukkueen nimi | tiimi | tym | nazev tymu | jmeno tymu | nazov timu
        echipa | numele echipei | nume echipa | csapat | csapatnev | команда | команды | название команды
        имя команды | ваша команда | назва команди | ομάδα | όνομα ομάδας | όνομα της ομάδας | فريق
        الفريق | اسم الفريق | اسم فريقك | فريقك | 팀 | 팀명 | 팀 이름 | 팀이름 | 소속 팀 | 소속팀 | 소속
        チーム | チーム名 | 所属チーム | 所属 | 队伍 | 队名 | 队伍名 | 队伍名称 | 战队 | 战队名
        战队名称 | 团队 | 团队名称 | 隊伍 | 隊名 | 隊伍名 | 隊伍名稱 | 戰隊 | 戰隊名 | 戰隊名稱 | 團隊
        doi | ten doi | doi tuyen | ten doi tuyen | ten team | nhom | ten nhom | ทีม | ชื่อทีม
        สังกัด | tim | nama tim | nama team | regu
        """),
    Meaning.CLUB: _phrases("""
        clan | clan name | org | organisation | organization | guild | club | structure | crew | клан | クラン | 俱乐部
        guild name | club name | crew name | org name | organization name | organisation name
        """),
    Meaning.DUO: _phrases("""
        duo | duos | double up | doubleup | pair | pair name | duo name | duo team | duo team name
        double up team | double up team name | duoname | duo nom | nom du duo | nombre del duo | dupla
        nome da dupla | coppia | nome della coppia | nazwa pary | ikili | duet | дуо | дует | пара
        название дуо | 듀오 | 듀오명 | 듀오 이름 | デュオ | デュオ名 | ペア名 | ダブルアップ | 双人 | 雙人
        组合名 | 組合名稱
        """),
    Meaning.PEAK: _phrases("""
        peak | peaked | highest | best | max | highest ever | all time | all time high | last season
        previous season | last set | previous set | past | hochster | hochste | hochstes | bester
        letzte saison | plus haut | meilleur | max elo | saison precedente | mas alto | mejor | maximo
        mais alto | melhor | maxima | piu alto | migliore | massimo | najwyzsza | najwyzszy | en yuksek
        hoogste | hogsta | hojeste | hoyeste | korkein | nejvyssi | najvyssi | максимальн* | высш* | лучш*
        пиковый | найвищ* | υψηλότερ* | أعلى | 최고 | 역대 최고 | 지난 시즌 | 전 시즌 | 最高 | 前シーズン
        历史最高 | 歷史最高 | 上赛季 | cao nhat | สูงสุด | tertinggi
        """),
    Meaning.RESULT: _phrases("""
        points | point | pts | pt | total points | total | totals | score | scores | scoring | placement
        placements | placing | place | placed | position | pos | standing | standings | final | finals
        final rank | final placement | overall | wins | win | won | losses | loss | lost | w | l | d | record
        winner | winners | winrate | round | rounds | rd | game | games | match | matches | r | g | lobby
        lobbies | table | seat | bracket | group | heat | stage | phase | avg | average | mean | median
        top 4 | top 4 s | top | firsts | 1 st | eliminated | elimination | qualified | advance | advanced
        dropped | drop | result | results | tiebreaker | tiebreak | buchholz | sum | diff | difference | kills
        deaths | assists | kda | k & d | stats | statistics | xp | level | played | finish | prize | prizes
        minimum | min | required rank | requirement | random | rng | mvp | bye | forfeit | dq | disqualified
        tournament rank | bonus | penalty | streak | messages | platz | platzierung | punkte | gesamt
        gesamtpunkte | runde | runden | spiel | spiele | siege | niederlagen | ergebnis | schnitt
        durchschnitt | gruppe | tisch | classement final | classement general | place finale | position finale
        manche | manches | partie | parties | victoire* | defaite* | resultat* | moyenne | poule | puntos
        puntaje | puntuacion | puesto | posicion | ronda | rondas | partida | partidas | victorias | derrotas
        resultado* | promedio | grupo | clasificacion | jornada | pontos | pontuacao | colocacao | posicao
        rodada | rodadas | jogo | jogos | vitorias | media | classificacao | punti | punteggio | posizione
        piazzamento | classifica | turno | turni | vittorie | sconfitte | risultato | qualificato | girone
        punkty | miejsce | runda | rundy | mecz | mecze | wygrane | przegrane | wynik | suma | srednia | grupa
        lokaty | puan | puanlar | toplam | siralama | sira | tur | mac | maclar | galibiyet | sonuc | grup
        ortalama | punten | plaats | ronde | rondes | wedstrijd | gewonnen | verloren | totaal | uitslag
        poang | placering | omgang | resultat | plassering | poeng | point i alt | pisteet | sijoitus
        kierros | tulos | body | umisteni | poradi | kolo | kola | zapas | vysledek | celkem | puncte | loc
        pont | helyezes | очки | очков | баллы | балл | место | итог | итого | раунд | раунды | игра | игры
        матч | матчи | победы | поражения | результат | лобби | группа | тур | всего | средн* | бали | місце
        підсумок | гра | ігри | перемоги | сума | πόντοι | βαθμολογία | θέση | γύρος | αγώνας | νίκες | ήττες
        σύνολο | αποτέλεσμα | النقاط | نقاط | المركز | مركز | الجولة | جولة | المباراة | مباراة | النتيجة
        نتيجة | المجموع | الترتيب | 점수 | 승점 | 순위 | 등수 | 라운드 | 경기 | 게임 | 총점 | 합계 | 승리 | 승
        패 | 결과 | 조 | 로비 | 평균 | ポイント | 得点 | 順位 | 最終順位 | 点数 | 合計 | ラウンド | 試合
        対戦 | 勝利 | 勝 | 敗 | 結果 | 総合 | グループ | 卓 | スコア | 平均 | 积分 | 積分 | 总分 | 總分 | 得分
        分数 | 分數 | 名次 | 排名 | 总排名 | 總排名 | 轮次 | 轮 | 輪 | 局 | 场次 | 場次 | 胜场 | 勝場 | 胜
        负 | 结果 | 小组 | 小組 | 分组 | 分組 | 桌号 | 合计 | 成绩 | 成績 | diem | diem so | tong diem
        hang chung cuoc | thu hang | vong | tran | ket qua | bang | tong | คะแนน | คะแนนรวม | อันดับ | รอบ
        แมตช์ | ผล | ผลลัพธ์ | รวม | กลุ่ม | poin | skor | total poin | posisi | babak | pertandingan | hasil
        menang | kalah | juara | day | days | tier list
        missed | hits | average rating | avg rating
        hit
        registrations | signups | sign ups
        """),
    Meaning.RANK: _phrases("""
        rank | ranks | current rank | rank current | tft rank | rank tft | your rank | ranked | tier | tiers
        solo rank | current tier | current tft rank | rank and lp | rank & lp | rank lp | elo | tft elo
        current elo | skill level | ranked tier | ranked rank | rank solo | rank tier | tier rank
        tier & rank | rank & tier | rank & division | tier division | rank division | solo duo rank
        solo & duo rank | rank right now | double up rank | hyper roll rank | soloq rank | solo q rank
        solo queue rank | solo tier | in game rank | ingame rank | riot rank | current division | league rank
        lol rank | league elo | league of legends rank | valorant rank | rank in tft | rank in game
        competitive rank | rang | aktueller rang | derzeitiger rang | momentaner rang | tft rang | elo aktuell
        aktuelle elo | rang in tft | rangstufe | rang actuel | elo actuel | rang tft | niveau de jeu
        rang solo | votre rang | ton rang | rango | rango actual | elo actual | rango en tft | nivel de juego
        rango tft | elo atual | ranque | ranking atual | rank atual | patente | tier atual | elo no tft
        elo tft | grado | rango attuale | grado attuale | rank attuale | lega attuale | elo attuale | ranga
        aktualna ranga | obecna ranga | ranga tft | ranga w tft | dywizja | kademe | guncel lig | guncel rank
        rutbe | kume | su anki lig | rank derecesi | lig | liga | derece | mevcut rank | huidige rank
        huidige rang | huidige elo | nuvarande rank | nuvarande rang | din rank | nuvaerende rank
        nuværende rang | navaerende rank | navaerende rang | rankki | nykyinen rank | sijoitusluokka
        soucasny rank | aktualni rank | aktualni hodnost | hodnost | rank actual | rang actual | ранг*
        текущий ранг | ранк* | эло | ело | поточний ранг | дивизион | дивізіон | текущий ранк | текущее эло
        звание | βαθμίδα | τρέχουσα βαθμίδα | ρανκ | κατάταξη | τρέχον rank | الرتبة | رتبة | رتبتك | الرانك
        رانك | رانكك | التصنيف الحالي | الرتبة الحالية | التصنيف | 티어 | 현재 티어 | 랭크 | 현재 랭크
        롤체 티어 | tft 티어 | 랭크 티어 | 본인 티어 | ランク | 現在のランク | 現ランク | 現在ランク
        ランク帯 | レート | ティア | ランク戦 | tft ランク | 段位 | 当前段位 | 目前段位 | 現在段位 | 现在段位
        段位等级 | 牌位 | 目前牌位 | 排位 | 排位段位 | 当前排位 | 階級 | 當前段位 | bac rank | rank hien tai
        muc rank | bac rank hien tai | bac hang | bac | muc xep hang | hang hien tai | rank tft hien tai
        แรงค์ | แรงก์ | แรงค์ปัจจุบัน | แร้งค์ | แรงค์ tft | ระดับแรงค์ | rank saat ini | rank sekarang
        tier saat ini | peringkat saat ini | peringkat sekarang
        elo rating | mmr rating | current rating | skill rating | sr | ranked rating | player rating
        chess rating
        """),
    Meaning.WEAK_RANK: _phrases("""
        ranking | lp | mmr | league points | classement | classement actuel | clasificacion actual
        classifica attuale | xep hang | hang | peringkat | лп | 排位等级 | rating | ratings | rating score
        """),
    Meaning.LEAGUE: _phrases("""
        division | league | ligue | liga actual | division actual | liga atual | divisao | lega | divisione
        liga aktualna | divisie | лига | лига tft | ліга | リーグ | 联赛 | 리그
        """),
    Meaning.PERSONAL: _phrases("""
        age | ages | how old | birthday | birthdate | birth | birth date | date of birth | dob | phone
        phone number | phone no | mobile | mobile number | telephone | tel | whatsapp | whats app
        contact number | number to contact | country | countries | nationality | city | state | province
        postcode | zip | zip code | postal code | address | street | gender | sex | school | university
        college | uni | major | degree | grade | class | year | student | student id | student number
        student no | company | employer | occupation | job | language | languages | timezone | time zone
        time zones | tz | utc offset | shirt | t shirt | shirt size | t shirt size | size of shirt | dietary
        dietary restrictions | diet | allergies | passport | id card | ic number | national id | ssn
        hometown | location | residence | country of residence | ethnicity | race | photo | picture | avatar
        profile picture | alter | geburtstag | geburtsdatum | telefon | telefonnummer | handynummer | handy
        land | stadt | wohnort | staatsangehorigkeit | geschlecht | schule | universitat | matrikelnummer
        zeitzone | sprache | t shirt grosse | date de naissance | numero de telephone | pays | ville
        nationalite | sexe | genre | ecole | fuseau horaire | langue | edad | fecha de nacimiento | telefono
        numero de telefono | celular | pais | ciudad | nacionalidad | genero | sexo | universidad
        zona horaria | idioma | idade | data de nascimento | telefone | cidade | nacionalidade | universidade
        fuso horario | cpf | rg | eta | data di nascita | numero di telefono | cellulare | paese | citta
        nazionalita | scuola | fuso orario | lingua | wiek | data urodzenia | numer telefonu | kraj | miasto
        narodowosc | plec | szkola | strefa czasowa | yas | dogum tarihi | dogum gunu | telefon numarasi
        ulke | sehir | cinsiyet | okul | universite | saat dilimi | dil | leeftijd | geboortedatum
        telefoonnummer | stad | nationaliteit | geslacht | tijdzone | alder | fodelsedatum | fodselsdato
        tidszon | tidszone | tidssone | ika | syntymaaika | puhelinnumero | maa | kaupunki | aikavyohyke | vek
        datum narozeni | zeme | mesto | возраст | дата рождения | телефон | номер телефона | страна | город
        пол | часовой пояс | вік | дата народження | країна | місто | ηλικία | τηλέφωνο | χώρα | πόλη
        ημερομηνία γέννησης | العمر | عمرك | رقم الهاتف | الهاتف | رقم الجوال | الجوال | البلد | الدولة
        المدينة | الجنس | الجنسية | تاريخ الميلاد | واتساب | 나이 | 생년월일 | 전화번호 | 연락처 | 휴대폰
        국적 | 국가 | 성별 | 학교 | 학번 | 나라 | 年齢 | 生年月日 | 電話番号 | 国籍 | 国 | 性別 | 学校
        学籍番号 | 住所 | 都道府県 | 年龄 | 年齡 | 生日 | 出生日期 | 电话 | 電話 | 手机 | 手機 | 手机号
        手机号码 | 手機號碼 | 联系电话 | 联系方式 | 聯絡方式 | 聯絡電話 | 国家 | 國家 | 性别 | 學校 | 学号
        學號 | 城市 | 微信 | 微信号 | 身份证 | 身份证号 | 时区 | 時區 | tuoi | ngay sinh | so dien thoai | sdt
        quoc gia | thanh pho | gioi tinh | truong | อายุ | วันเกิด | เบอร์โทร | เบอร์โทรศัพท์ | เบอร์ติดต่อ
        ประเทศ | จังหวัด | เพศ | โรงเรียน | umur | usia | tanggal lahir | nomor telepon | nomor hp | no hp
        no telp | nomor wa | no wa | negara | kota | jenis kelamin | sekolah | universitas | kampus | asal
        """),
    Meaning.REGION: _phrases("""
        region | regions | server | servers | server region | region server | region & server
        server & region | riot region | platform region | shard | your region | game server | server name
        account region | account server | tft server | tft region | which region | which server
        region of play | play region | server of play | competitive region | home server | main server
        spielregion | serverregion | auf welchem server | serveur | serveurs | region du compte
        serveur de jeu | quel serveur | quelle region | servidor | region del servidor | region de la cuenta
        servidor de juego | en que servidor | que servidor | regiao | servidor de jogo | qual servidor
        regione | in che server | su che server | serwer | serwer gry | region konta | sunucu | sunucusu
        bolge | hangi sunucu | hesap bolgesi | regio | regionen | alue | palvelin | oblast | регион* | сервер*
        на каком сервере | регіон* | περιοχή | διακομιστής | σέρβερ | σερβερ | server παιχνιδιού | المنطقة
        منطقة | السيرفر | سيرفر | الخادم | خادم | 서버 | 지역 | 플레이 서버 | 게임 서버 | サーバー | サーバ
        リージョン | 地域 | 鯖 | プレイサーバー | 服务器 | 伺服器 | 大区 | 大區 | 区服 | 區服 | 地区 | 地區
        服务区 | 赛区 | 賽區 | 所在大区 | 所在服务器 | 区域 | may chu | khu vuc | vung | server choi
        เซิร์ฟเวอร์ | เซิฟเวอร์ | เซิร์ฟ | เซิฟ | ภูมิภาค | โซน | wilayah | peladen | region akun
        server akun | euw eune na | euw & eune | euw na | spielserver | spiel server
        region are you in | server are you in | region do you play in | server are you on | region are you from
        """),
    Meaning.EMAIL: _phrases("""
        email | emails | e mail | e mails | email address | e mail address | mail | mails | mail address
        gmail | contact email | contact mail | email contact | e mail contact | email id | mail id
        emailaddress | email addr | e mail adresse | email adresse | mailadresse | emailadresse | mail adresse
        adresse e mail | adresse mail | adresse email | adresse electronique | courriel | adresse courriel
        correo | correo electronico | direccion de correo electronico | direccion de correo
        direccion de email | correo e | direccion email | endereco de e mail | endereco de email
        endereco email | endereco eletronico | correio eletronico | indirizzo email | indirizzo e mail
        indirizzo mail | indirizzo di posta elettronica | posta elettronica | indirizzo di posta
        adres e mail | adres email | adres mailowy | adres poczty elektronicznej | poczta | e posta | eposta
        e posta adresi | eposta adresi | e posta adresiniz | mail adresi | e mailadres | emailadres
        mailadres | e post | e postadress | epost | e postadresse | epostadresse | mejladress | mejl
        mailadress | e mailadresse | sahkoposti | sahkopostiosoite | emailova adresa | e mailova adresa
        mailova adresa | adresa de e mail | adresa de email | adresa email | e mail cim | email cim | почта
        почты | электронная почта | адрес электронной почты | эл почта | электронный адрес | имейл | емейл
        мейл | мыло | електронна пошта | електронної пошти | електронна адреса | адреса електронної пошти
        адреса ел пошти | пошта | ηλεκτρονικό ταχυδρομείο | διεύθυνση ηλεκτρονικού ταχυδρομείου
        διεύθυνση email | البريد الإلكتروني | بريد إلكتروني | البريد | بريد | البريد الالكتروني
        بريدك الإلكتروني | عنوان البريد الإلكتروني | ايميل | الايميل | إيميل | الإيميل | 이메일 | 이메일 주소
        메일 | 메일 주소 | 메일주소 | 전자우편 | メール | メールアドレス | メアド | eメール | 電子メール
        eメールアドレス | 邮箱 | 电子邮箱 | 邮箱地址 | 电子邮件 | 电子邮件地址 | 邮件 | 邮件地址 | 郵箱
        電子郵件 | 電子郵件地址 | 電郵 | 電郵地址 | 信箱 | 電子信箱 | 郵件 | dia chi email | dia chi mail
        thu dien tu | อีเมล | อีเมล์ | ที่อยู่อีเมล | ที่อยู่อีเมล์ | alamat email | surel | alamat surel
        alamat e mail
        """),
    Meaning.SEED: _phrases("""
        seed | seeds | seeding | seeding number | seed number | seed no | seed rank | initial seed
        starting seed | seeded | seed position | setzplatz | setzliste | setzposition | setznummer
        tete de serie | tetes de serie | seed initial | cabeza de serie | semilla | siembra | preclasificacion
        cabeca de chave | chaveamento inicial | testa di serie | teste di serie | rozstawienie | rozstawiony
        numer rozstawienia | seri basi | seribasi | plaatsing | geplaatst | reekshoofd | seedning | seedad
        seedet | sijoitettu | nasazeni | nasazeny | посев | посева | номер посева | сид | сеяный | посів
        сіяний | номер посіву | ταξινόμηση | التصنيف الأولي | 시드 | 시드 번호 | 시드번호 | 시드 순위 | シード
        シード順 | シード番号 | シード順位 | 种子 | 种子号 | 种子序号 | 种子顺位 | 种子排名 | 种子选手 | 種子
        種子序 | 種子號 | 種子序號 | 種子順位 | 種子排名 | hat giong | so hat giong | ซีด | ทีมวาง | มือวาง
        unggulan | nomor unggulan
        """),
    Meaning.NOTES: _phrases("""
        note | notes | comment | comments | remark | remarks | anything else | anything to add
        anything you want to add | anything else to add | anything we should know | additional info
        additional information | additional comments | additional comment | additional notes
        additional remarks | additional details | other notes | other comments | other information
        other info | extra info | extra notes | admin notes | admin note | admin comments | staff notes
        staff note | mod notes | misc | miscellaneous | special requests | special request | further comments
        further information | questions or comments | questions & comments | questions and comments
        comments or questions | question comments | feedback | memo | something else | what else
        further notes | final comments | other remarks | notiz | notizen | anmerkung | anmerkungen | bemerkung
        bemerkungen | kommentar | kommentare | sonstiges | sonstige anmerkungen | weitere infos
        zusatzliche informationen | mochtest du noch etwas sagen | hinweis | hinweise | weitere anmerkungen
        zusatzinfo | zusatzinformationen | remarque | remarques | commentaire | commentaires | autre chose
        autres remarques | informations complementaires | un commentaire | infos complementaires
        autres infos | precisions | notas | nota | comentario | comentarios | observacion | observaciones
        algo mas | informacion adicional | comentarios adicionales | otros comentarios | anotaciones
        observacao | observacoes | obs | algo a acrescentar | informacoes adicionais | comentarios adicionais
        anotacoes | mais alguma coisa | commento | commenti | osservazioni | annotazioni | altre informazioni
        informazioni aggiuntive | qualcosa da aggiungere | ulteriori informazioni | uwaga | uwagi | notatka
        notatki | komentarz | komentarze | dodatkowe informacje | dodatkowe uwagi | inne uwagi | cos jeszcze
        notlar | aciklama | aciklamalar | yorum | yorumlar | eklemek istediginiz* | eklemek istedigin*
        ek bilgi | ek notlar | opmerking | opmerkingen | notitie | notities | aanvullende informatie
        kommentarer | anteckning | anteckningar | ovrigt | anmarkning | anmarkningar | bemaerkning
        bemaerkninger | noter | merknad | merknader | notater | annet | huomio | huomioita | huomautuksia
        lisatietoja | lisatiedot | kommentit | muuta | poznamka | poznamky | komentar | komentare
        dalsi informace | observatii | comentarii | megjegyzes | megjegyzesek | примечание | примечания
        комментари* | заметка | заметки | дополнительно | дополнительная информация | пожелания | примітка
        примітки | коментар | коментарі | нотатки | додатково | додаткова інформація | σημείωση | σημειώσεις
        σχόλιο | σχόλια | παρατηρήσεις | παρατήρηση | κάτι άλλο | ملاحظات | ملاحظة | تعليق | تعليقات
        معلومات إضافية | أي ملاحظات | اي ملاحظات | الملاحظات | 비고 | 메모 | 참고사항 | 참고 사항 | 특이사항
        기타 | 기타 사항 | 기타사항 | 하고 싶은 말 | 하고싶은 말 | 남기고 싶은 말 | 코멘트 | 건의사항
        문의사항 | 추가 사항 | 備考 | 備考欄 | メモ | コメント | その他 | 質問 | 要望 | ご意見 | 連絡事項
        备注 | 備註 | 留言 | 说明 | 說明 | 其他说明 | 其他說明 | 附注 | 附註 | 其他 | 其他备注 | 补充说明
        補充說明 | 意见 | 建议 | 意見 | 其他事項 | ghi chu | nhan xet | y kien | thong tin them | luu y
        หมายเหตุ | ความคิดเห็น | ข้อเสนอแนะ | อื่นๆ | ข้อมูลเพิ่มเติม | catatan | keterangan
        catatan tambahan | informasi tambahan | pesan | lain lain | saran | want us to know
        you want us to know | any comments | any questions | any questions or concerns | questions or concerns
        comments & concerns | questions & concerns | comments or concerns | questions comments or concerns
        comments questions or concerns | comments & questions | comments & questions & concerns | concerns
        noch etwas mitteilen | noch etwas sagen | noch etwas | algo mais | aggiungere altro | qualcos altro
        eklemek istedik* | что нибудь еще | еще что нибудь | quelque chose a ajouter | iets toevoegen
        nog iets | nagot mer | noget andet | neco dalsiho | щось ще | κάτι ακόμα | 其它
        anything you d like to add | like to add | anything you d like to say | anything you d like us to know
        you d like us to know
        """),
    Meaning.WEAK_NOTES: _phrases("""
        questions | message | messages to staff | other | others | request | requests | fragen
        nachricht | weiteres | wunsche | question s | message pour les organisateurs | preguntas
        mensaje | mensagem | duvidas | domande | messaggio | pytania | wiadomosc | sorular | mesaj | vragen
        bericht | fragor | meddelande | besked | melding | вопросы | сообщение | питання | повідомлення
        ερωτήσεις | μήνυμα | أسئلة | رسالة | 질문 | 문의 | メッセージ | 问题 | 問題 | cau hoi | คำถาม
        pertanyaan
        """),
    Meaning.REAL_NAME: _phrases("""
        real name | full name | legal name | first name | firstname | first names | last name | lastname
        given name | surname | family name | middle name | preferred name | chosen name | birth name
        name and surname | first & last name | first and last name | full legal name | irl name | actual name
        real life name | your full name | name surname | vorname | nachname | klarname | echter name
        realname | vor und nachname | vollstandiger name | richtiger name | prenom | nom de famille
        nom complet | nom reel | nom et prenom | prenom et nom | vrai nom | nom prenom | nombre real
        nombre completo | nombre y apellido | nombre y apellidos | nombres y apellidos | apellido | apellidos
        primer nombre | nome real | nome completo | nome e cognome | nome verdadeiro | sobrenome
        nome e sobrenome | primeiro nome | cognome | nome reale | nome vero | imie | nazwisko
        imie i nazwisko | gercek isim | gercek ad | isim soyisim | ad soyad | adiniz soyadiniz | soyad
        adi soyadi | ad | soyadi | voornaam | achternaam | echte naam | volledige naam | fornamn | efternamn
        riktigt namn | for och efternamn | fornavn | etternavn | efternavn | fulde navn | fullt navn
        fullstendig navn | etunimi | sukunimi | oikea nimi | jmeno a prijmeni | prijmeni | krestni jmeno
        cele jmeno | nume si prenume | prenume | teljes nev | фио | фамилия | имя и фамилия | фамилия и имя
        полное имя | реальное имя | настоящее имя | отчество | піб | прізвище | ім'я та прізвище
        справжнє ім'я | повне ім'я | ονοματεπώνυμο | επώνυμο | πραγματικό όνομα | الاسم الكامل | الاسم الحقيقي
        الاسم الثلاثي | الاسم الأول | اسم العائلة | 실명 | 본명 | 성명 | 성함 | 氏名 | 本名 | お名前
        フルネーム | 姓名 | 真实姓名 | 真實姓名 | 真名 | ho va ten | ho ten | ten that | ten day du | ชื่อจริง
        ชื่อ นามสกุล | นามสกุล | ชื่อ สกุล | ชื่อเล่น | nama lengkap | nama asli | nama depan | nama belakang
        attendee | attendees | attendee name | guest name | visitor name | name of attendee | guests | visitor
        applicant | applicants | applicant name | designation
        """),
    Meaning.STORE: _phrases("""
        psn | playstation | playstation network | xbox | xbox live | nintendo | nintendo switch | epic
        epic games | epicgames | activision* | ubisoft | uplay | ubisoft connect | ea app
        """),
    Meaning.PLATFORM: _phrases("""
        twitch* | twitter | x handle | x account | x & twitter | twitter & x | instagram | insta | ig handle
        tiktok | tik tok | facebook | fb | youtube* | you tube | bluesky | reddit | telegram | snapchat
        linkedin | github | kick | stream | streams | streaming | streamer | channel | steam | steam id
        battle net | battlenet
        switch friend code | friend code | faceit | start gg
        startgg | start gg tag | smash gg | challonge | battlefy | toornament | paypal | venmo | cash app
        social media | socials | social | website | wechat | qq | qq 号 | line id | kakaotalk | 트위치
        유튜브 | 인스타 | 방송 | ツイッター | ツイッチ | 配信 | 微博 | 直播间 | 直播 | твич | стрим | ютуб
        вк | vk | канал | zalo | roblox | kanal | chaine | canal | canale
        x username | x user | x name | x id | x twitter | twitter x | pay pal | linked in | git hub | we chat
        blue sky | kakao talk | snap chat | face it | insta gram
        tg
        """),
    Meaning.LINK: _phrases("""
        link | links | url | urls | op gg | opgg | lolchess | lolchess gg | lolchess link | tactics tools
        metatft | meta tft | tracker | tracker gg | u gg | profile | profile link | screenshot | screenshots
        proof | evidence | upload | file | image | photo of | verification | verify | verified | invite
        enlace | lien | lien vers | profil | perfil | profilo | capture | captura | ссылка | ссылка на
        скриншот | скрін | посилання | профиль | 링크 | 스크린샷 | 인증 | 전적 | リンク | スクリーンショット
        スクショ | 戦績 | 链接 | 連結 | 截图 | 截圖 | 战绩 | 戰績 | 主页 | duong link | lien ket | ลิงก์
        ลิงค์ | tautan | bukti | baglanti | odkaz | zrzut | ekran goruntusu | lank | lenke | puuid | uuid
        uid | puuids
        """),
    Meaning.COUNT: _phrases("""
        number of | how many | count | amount of | no of | nr of | total number | how often | how long
        how much | quantity | anzahl | wie viele | wieviele | wie oft | wie lange | combien
        nombre de joueurs | nombre de membres | nombre de tournois | cuantos | cuantas | numero de jugadores
        cantidad | quantos | quantas | numero de jogadores | quantidade | quanti | quante | numero di | ile
        liczba | ilosc | kac | kac tane | sayisi | hoeveel | aantal | hur manga | antal | hvor mange | antall
        montako | kolik | pocet | сколько | количество | число | скільки | кількість | πόσοι | πόσα | αριθμός
        كم | عدد | 몇 | 인원 | 인원수 | 횟수 | 何人 | 何回 | 人数 | 人數 | 几个 | 多少 | 次数 | bao nhieu
        so luong | so nguoi | กี่ | จำนวน | berapa | jumlah | team size | roster size | group size | size
        serial number | s n | row | index | jumlah pemain
        playtime | play time | time played | hours played | time in server | spielzeit | temps de jeu
        rate | attendance rate | percentage | percent | average
        """),
    Meaning.CONSENT: _phrases("""
        agree | agreed | agreement | i agree | accept | i accept | i have read | have you read | read | rules
        rule | rulebook | ruleset | terms | terms and conditions | tos | consent | acknowledge | understand
        understood | confirm that | i confirm | do you confirm | certify | privacy | gdpr | waiver
        code of conduct | over 18 | 18 & | 18 or older | of age | are you 18 | may we | can we | do you allow
        permission | policy | newsletter | subscribe | opt in | opt out | willing | aware | regeln | regelwerk
        gelesen | einverstanden | akzeptiere | zustimmen | stimme | datenschutz | volljahrig | ich bestatige
        reglement | regles | lu | accepter | acceptez | j accepte | d accord | consentement | majeur | reglas
        reglamento | leido | acepto | aceptas | de acuerdo | mayor de edad | bases | regras | regulamento
        leu | aceita | aceito os | concorda | concordo | maior de idade | regole | regolamento | letto
        accetti | accetto | maggiorenne | regulamin* | zasady | zapoznalem | zapoznales | akceptuje | zgadzam
        zgoda | kurallar* | okudum | kabul ediyor* | onayliyor* | regels | gelezen | akkoord | regler*
        last reglerna | godkanner | laest | lest | godtar | accepterer | saannot | hyvaksyn | pravidla
        souhlasim | prectl | правил* | ознакомлен* | согласен | согласны | согласие | прочитал* | ознайомлен*
        згоден | прочитав | κανόνες | κανονισμούς | συμφωνώ | القوانين | الشروط | أوافق | توافق | قرأت | 규칙
        동의 | 규정 | 약관 | 읽었습니까 | 확인했습니까 | 숙지 | ルール | 規約 | 同意 | 規則 | 了承 | 规则
        阅读 | 已阅读 | 詳閱 | 閱讀 | 须知 | dong y | luat | da doc | the le | กฎ | กติกา | ยอมรับ | ยินยอม
        อ่าน | setuju | peraturan | aturan | membaca | menyetujui
        """),
    Meaning.MEMBERSHIP: _phrases("""
        joined | join | joining | are you in | are you on | have you joined | in our | on our | member of
        members of | discord server | discord servers | discord joined | in discord | in the discord
        on the discord | discord role | discord roles | discord channel | discord link | discord invite
        discord nitro | discord members | discord group | discord community | boost | boosted | follow
        following | followed | guild member | discord member | discord server joined | discord membership
        beigetreten | auf unserem | bist du auf | mitglied | discord beitritt | discord server beigetreten
        rejoint | rejoindre | etes vous sur | es tu sur | serveur discord | sur notre | membre | estas en
        unido | unirte | te uniste | servidor de discord | en nuestro | miembro | entrou | esta no
        servidor do discord | servidor discord | no nosso | membro | sei nel | sei entrato | server discord
        nel nostro | membro del | dolaczyl* | jestes na | serwer discord | serwerze discord | naszym
        katildin* | katildiniz* | discord sunucu* | sunucumuz* | lid van | zit je in | discord server lid
        gatt med | med i | medlem | kom med | pripojil* | jsi na | вступил* | состоите | состоишь
        сервер* discord | discord сервер* | дискорд сервер* | сервер* дискорд | наш* дискорд | приєднал*
        είσαι στο | انضممت | انضم | سيرفر الديسكورد | سيرفر ديسكورد | 디스코드 서버 | 가입 | 들어와
        参加していますか | ディスコードサーバー | discord サーバー | discordサーバー | 加入 | 是否加入
        discord 群 | da tham gia | tham gia discord | เข้าร่วม discord | เข้าดิสคอร์ด | sudah join | bergabung
        gabung
        """),
    Meaning.AVAILABLE: _phrases("""
        available | availability | free on | free | can you play | can you make it | can you attend
        attend all | able to | will you | schedule | preferred time | preferred day | times | saturday
        sunday | friday | monday | weekend | start time | start | starts | end time | deadline | closes
        opens | checked in at | check in time | checkin time | check in date | check in code | check in link
        last updated | updated at | updated on | updated | last seen | last login | last sync | expires
        expiry | event | events | tournament | tournaments | tournament date | event date | match date
        season | set | played on | last played | verfugbar* | verfugbarkeit | zeit am | hast du zeit | termin
        samstag | sonntag | disponible* | disponibilite* | disponibilidad | disponib* | dispo | samedi
        dimanche | horario de juego | horaire* | fuso | sabado | domingo | sabato | domenica | dostepn*
        sobota | niedziela | musait* | uygun* | beschikbaar* | zaterdag | zondag | tillganglig* | lordag
        sondag | tilgaengelig* | tilgjengelig* | dostupn* | доступен | доступн* | свободен | сможете | суббота
        воскресенье | вільний | διαθέσιμ* | متاح | متفرغ | 가능 | 가능 시간 | 참여 가능 | 출전 가능 | 参加可能
        参加可能日 | 空き | 是否有空 | 有空 | 方便时间 | 可用时间 | 能否参加 | ranh | thoi gian ranh
        co the tham gia | ว่าง | สะดวก | bersedia | bisa hadir | ketersediaan | how did you hear
        where did you hear | how did you find | where did you find | hear about | heard | find out about
        found us | referred | wie hast du von | woher kennst | comment avez vous connu | como te enteraste
        como ficou sabendo | come hai saputo | skad wiesz | nereden duydun* | откуда узнали | звідки
        어떻게 알게 | どこで知りました | 从哪里 | 如何得知 | why | favorite | favourite | experience
        participated | ever | history | lieblings* | pourquoi | prefere | favorito | por que | perche
        dlaczego | neden | waarom | varfor | hvorfor | почему | любим* | чому | لماذا | 왜 | なぜ | 为什么
        tai sao | ทำไม | kenapa | waitlist* | wait list | waiting list | wait listed | queue | ping | reminder
        joined at | join date | date joined | joined on | approved at | approved on | approved date
        approval date | confirmed at | confirmed on | accepted at | accepted on | completed at | started at
        finished at | verified at | checked in time
        """),
    Meaning.MONEY: _phrases("""
        paid | payment | payment status | payment method | fee | fees | entry fee | price | unit price | cost
        deposit | prize money | earnings | winnings | amount | buy in | refund | donation | invoice
        transaction | currency | wallet | bank | bezahlt | gebuhr | startgeld | preisgeld | zahlung | paye
        paiement | frais | pagado | pago | cuota | premio | inscripcion pagada | taxa | pagamento | pagato
        quota | oplata | zaplacono | wplata | ucret | odeme | odendi | betaald | inschrijfgeld | avgift
        betald | betalt | gebyr | maksettu | zaplaceno | оплата | оплачено | взнос | приз | оплачен | сплачено
        πληρωμή | الدفع | مدفوع | رسوم | 결제 | 참가비 | 입금 | 상금 | 支払い | 参加費 | 賞金 | 缴费 | 繳費
        付款 | 报名费 | 報名費 | 奖金 | 獎金 | thanh toan | le phi | tien thuong | ชำระเงิน | ค่าสมัคร
        เงินรางวัล | pembayaran | biaya | hadiah | lunas
        ticket tier | ticket type | subscription tier | membership tier | patreon tier | ticket level
        """),
    Meaning.BY: _phrases("""
        by | by whom | checked in by | registered by | reported by | created by | updated by | approved by
        added by | von wem | par qui
        nguoi dang ky | submitted by | entered by | posted by
        aprobado por | registrado por | aprovado por | genehmigt von | approuve par | approvato da
        confirmed by | verified by | reviewed by
        """),
    Meaning.STATUS: _phrases("""
        status | state
        """),
    Meaning.PART: _phrases("""
        role | roles | main role | preferred role | lane | position played | logo | icon | banner | color
        colour | colors | colours | abbreviation | tricode | acronym | short name | initials | composition
        comp | comps | roster | lineup | line up | members | member | member s | team members | team member
        players | team players | motto | description | bio | jersey | code | team code | team tag | champion
        unit | augment | portal | comp s | patch | version | build | item | items | category | type
        permission | product | order | warnings | last | next | active | id number | password | pin | ticket
        avatar | emoji | flag | kurzel | farbe | beschreibung | mitglieder | couleur | joueurs | membres
        jugadores | miembros | integrantes | rol | cor | membros | jogadores | funcao | ruolo | giocatori
        membri | rola | czlonkowie | gracze | sklad | uyeler | oyuncular | leden | spelers | medlemmar
        spelare 2 | medlemmer | jasenet | clenove | состав | участники | игроки | роль | члены | склад
        гравці | учасники | μέλη | ρόλος | اللاعبين | أعضاء | الدور | 팀원들 | 포지션 | 역할 | 멤버 | 구성원
        명단 | メンバー | ロール | 役割 | ポジション | 队员 | 隊員 | 成员 | 成員 | 位置 | 角色 | thanh vien
        vai tro | สมาชิก | ตำแหน่ง | anggota | peran | 序号 | 序號 | 编号 | 編號 | 번호 | 番号 | nr | nr.
        stt | no urut | номер | مدة | رقم | confirmation code | confirmation number | confirmation email
        confirmation id | registration number | registration no | registration id | registration code
        registration link | sign up link | registration form | number | tagline | tag line | taglines | reg no
        reg number | reg id | reg code
        最終 | last updated | last sync | last seen
        caster | casters
        """),
    Meaning.PLAYER: _phrases("""
        player | player name | playername | name of player | player s name | player nickname | player nick
        player tag | players name | participant | participant name | participants name | competitor
        competitor name | contestant | contestant name | entrant | entrant name | entry name | nick | nicks
        nickname | nick name | nicknames | gamer name | gaming name | gamer
        playing name | player & name | pro name | tournament name used | stage name | spieler | spielername
        spielerin | spieler name | name des spielers | teilnehmer | teilnehmername | teilnehmer name
        spitzname | joueur | joueuse | nom du joueur | nom de joueur | nom joueur | pseudo | pseudonyme
        pseudo du joueur | participant e | surnom | nom du participant | jugador | jugadora
        nombre de jugador | nombre del jugador | nombre jugador | participante | apodo | nick del jugador
        nombre del participante | jogador | jogadora | nome do jogador | nome de jogador | apelido
        nome do participante | competidor | giocatore | giocatrice | nome giocatore | nome del giocatore
        nickname giocatore | partecipante | soprannome | gracz | nick gracza | nazwa gracza | uczestnik
        pseudonim | ksywka | ksywa | nick uczestnika | oyuncu | oyuncu adi | oyuncu ismi | katilimci
        takma ad | rumuz | katilimci adi | speler | spelersnaam | spelernaam | naam speler
        naam van de speler | deelnemer | bijnaam | spelare | spelarnamn | spelarens namn | deltagare
        smeknamn | spiller | spillernavn | deltager | deltaker | kaldenavn | kallenavn | pelaaja
        pelaajan nimi | pelaajanimi | osallistuja | nimimerkki | lempinimi | hrac | jmeno hrace | nick hrace
        ucastnik | prezdivka | prezyvka | meno hraca | jucator | nume jucator | jatekos | becenev | игрок
        имя игрока | ник игрока | никнейм игрока | участник | имя участника | ник участника | ник | никнейм
        псевдоним | прозвище | ваш ник | гравець | ім'я гравця | нік гравця | учасник | ім'я учасника | нік
        нікнейм | παίκτης | όνομα παίκτη | παίχτης | όνομα παίχτη | ψευδώνυμο | συμμετέχων | اللاعب | لاعب
        اسم اللاعب | المشارك | اسم المشارك | المتسابق | اللقب | لقب | لقبك | 닉네임 | 닉 | 플레이어
        플레이어명 | 플레이어 이름 | 선수 | 선수명 | 선수 이름 | 참가자 | 참가자명 | 참가자 이름 | 활동명
        별명 | 참여자 | 참가자 닉네임 | 선수 닉네임 | プレイヤー | プレイヤー名 | プレーヤー | プレーヤー名
        プレイヤーネーム | 選手 | 選手名 | 参加者 | 参加者名 | ニックネーム | ハンドルネーム | あだ名 | hn
        玩家 | 玩家名 | 玩家名称 | 玩家昵称 | 玩家id | 玩家姓名 | 选手 | 选手名 | 选手名称 | 选手id | 选手昵称
        昵称 | 参赛者 | 参赛选手 | 参赛id | 玩家名稱 | 玩家暱稱 | 選手id | 選手名稱 | 暱稱 | 參賽者 | 參賽選手
        參賽id | nguoi choi | ten nguoi choi | tuyen thu | ten tuyen thu | thi sinh | biet danh
        nguoi tham gia | ผู้เล่น | ชื่อผู้เล่น | ผู้แข่งขัน | ชื่อผู้แข่งขัน | ผู้เข้าแข่งขัน | ผู้เข้าร่วม
        ฉายา | pemain | nama pemain | peserta | nama peserta | panggilan | nama panggilan | nama player
        character | character name | char name | toon | toon name | charakter | charaktername | personnage
        nom du personnage | personaje | nombre del personaje | personagem | nome do personagem | personaggio
        nome del personaggio | postac | nazwa postaci | karakter | karakter adi | персонаж | имя персонажа
        ник персонажа | キャラクター名 | キャラ名 | 캐릭터명 | 캐릭터 이름 | 角色名 | 角色名称
        """),
    Meaning.USERNAME: _phrases("""
        handle | alias | username | usernames | user name | screen name | screenname | player username
        player handle | player user name | nutzername | benutzername | nom d utilisateur | nombre de usuario
        usuario | alias del jugador | nome de usuario | nome utente | utente | nazwa uzytkownika
        kullanici adi | gebruikersnaam | anvandarnamn | brugernavn | brukernavn | kayttajanimi
        kayttajatunnus | uzivatelske jmeno | felhasznalonev | имя пользователя | логин | ім'я користувача
        όνομα χρήστη | χρήστης | اسم المستخدم | اليوزر | يوزر | 유저명 | 유저 | 사용자 이름 | ユーザー名
        ユーザーネーム | ユーザ名 | 用户名 | 用戶名 | 使用者名稱 | ชื่อผู้ใช้ | ยูสเซอร์เนม | nama pengguna
        """),
    Meaning.USER: _phrases("""
        user | users | display name | displayname | member name | server nickname | server name nickname
        nutzer | utilisateur | uzytkownik | kullanici | gebruiker | anvandare | bruger | bruker | пользователь
        користувач | المستخدم | 사용자 | ユーザー | 用户 | pengguna
        """),
    Meaning.ACCOUNT: _phrases("""
        account | accounts | acc | accs | konto | konten | kontos | compte | comptes | cuenta | cuentas
        conta | contas | konta | hesap | hesaplar | konti | tili | ucet | ucty | аккаунт | аккаунты | аккаунта
        акаунт | акаунти | λογαριασμός | λογαριασμοί | حساب | الحساب | حسابات | 계정 | アカウント | 垢 | 账号
        帐号 | 账户 | 帳號 | 帳戶 | tai khoan | บัญชี | ไอดี | akun
        """),
    Meaning.NAME: _phrases("""
        name | names | name tag s | name & tag | namen | nom | noms | nombre
        nombres | nome | nomes | nazwa | imie | isim | ismi | adi | naam | namn | navn | nimi | jmeno | meno
        nume | nev | имя | имени | название | ім'я | назва | όνομα | الاسم | اسم | اسمك | 이름
        이름 태그 | 名前 | ネーム | 名 | 名字 | 名称 | 名稱 | ten | ชื่อ
        nama
        """),
    Meaning.TAG: _phrases("""
        tag | tags | hashtag | hash | тег | тэг | 태그 | タグ | 标签 | 標籤 | แท็ก
        """),
    Meaning.ID: _phrases("""
        id | ids | identifier | identifiant | identyfikator | kimlik | айди | معرف | المعرف | ايدي | آيدي
        아이디 | アイディー | 番号 id
        #
        """),
    Meaning.AND: _phrases("""
        & | and | und | et | y | e | ve | og | och | и | та | і | και | و | 및 | 와 | 과 | と | 和 | 与 | 與
        及 | va | และ | dan | or | oder | ou | lub | veya | eller | или | або | ή | أو | 또는 | または | 或
        hoac | หรือ | atau
        """),
    Meaning.GAME: _phrases("""
        tft | teamfight tactics | lol | league of legends | valorant | тфт | лол | 롤 | 롤체 | 云顶 | 云顶之弈
        雲頂 | 聯盟戰棋 | 戰棋
        overwatch | ow | ow 2 | rocket league | osu | fortnite | apex | apex legends | cs | cs 2 | cs go | csgo
        counter strike | dota | dota 2 | smash | minecraft | mc | chess com | lichess | clash royale
        clash of clans | brawl stars | pubg | pubg mobile | bgmi | free fire | ff | codm | call of duty
        hearthstone | starcraft | sc 2 | wow | world of warcraft | wot | world of tanks | wild rift | runeterra
        lor | splatoon | halo | r 6 | siege | rainbow six | mlbb | mobile legends | warzone | tekken
        street fighter | yugioh | duel links | master duel | mtg arena | marvel rivals | deadlock | blood bowl
        blood bowl 2 | overwatch 2 | splatoon 2 | splatoon 3 | street fighter 6 | tekken 8 | rivals | clone hero
        trackmania | geoguessr | pokemon | showdown | valo | 王者荣耀 | 永劫无间 | 金铲铲 | 金铲铲之战 | 발로란트 | 오버워치 | 배그
        ヴァロラント | スプラトゥーン
        """),
    Meaning.FILLER: _phrases("""
        contact | contacts | contact info | contact information | contact details | a | i | o | en | av | on
        at | am | wann | quand | when | cuando | quando | of | ja | be | your | the | an | to | please | enter
        type | fill in | fill | write | provide | give | list | list any | list all | state | specify | select
        choose | what | whats | what s | what is | which | who | who are you | is | are | was | my | in | for
        from | current | currently | right now | now | at the moment | present day | with | full | complete
        exact | exactly | primary | main | preferred | new | official | own | including | include | incl
        must | should | will | use | used | using | this | that | these | it | its | if | any | so | we | us
        you | your s | do | does | did | have | has | yours | play | play on | playing on | plays | it s | as
        can | reach | reach you | find | find you | contact you | know | like | would | want | tell | share
        say | like to | want to | add | else | there | optional | required | mandatory | e g | eg | example
        for example | ex | format | not | without | only | case sensitive | spaces | both | all | each | per
        account s | associated | connected | linked | solo | competitive | self | me | online | game s
        person | people | of contact person | contact person | here s | how | where | when you | question
        yes | nein | yes no | dein | deine | deinen | deiner | dem | den | der | die | das | ist | wie
        lautet | heisst | heisst du | du | ihr | ihre | ihren | sie | bitte | angeben | eingeben | gib | auf
        mit | im | in game s | fur | aktueller | aktuelle | aktuell | derzeitiger | momentan | spielst
        welche | welcher | welchem | welches | hast | noch | etwas | vollstandige | vollstandiger | inkl | zum
        zur | von | votre | vos | ton | ta | tes | le | la | les | l | d | de | des | un | une | quel | quelle
        quels | quelles | est | sur | avec | sans | pour | actuel | actuelle | complet | sont | avez vous
        as tu | vous | tu | indiquez | entrez | veuillez | merci | jouez | joues | s il | plait | joueras
        precisez | dans | en jeu | tus | su | sus | el | los | las | cual | cuales | es | con | sin | para
        por favor | por | favor | escribe | ingresa | indica | pon | completo | juegas | juegas en | que | del
        al | en el | tienes | si | actual | quiere* | incluyendo | incluye | seu | sua | seus | suas | os | da
        dos | no | na | qual | quais | com | sem | informe | digite | coloque | insira | voce | joga | atual
        um | uma | tem | il | lo | gli | tuo | tua | tuoi | tue | qual e | quale | senza | inserisci | scrivi
        giochi | di | della | dell | nel | attuale | completo di | sei | hai | twoj | twoja | twoje | jaki
        jaka | jest | masz | w | z | podaj | wpisz | prosze | pelny | pelna | aktualny | aktualna
        obecny nick | swoj | swoja | ktorym | grasz | wraz | oraz | czy | senin | sizin | nedir | ne | lutfen
        giriniz | girin | yaziniz | yazin | belirtiniz | guncel | su anki | tam | ile | birlikte | hangi
        oynuyorsunuz | oynuyorsun | icin | bir | var mi | je | jouw | uw | wat | welke | het | een | met | op
        van | vul | invullen | huidige | volledige | speel | bij | zonder | ditt | din | dina | dit | vad | ar
        vilken | vilket | pa | med | ange | skriv | nuvarande | fullstandigt | spelar | hvad | hvilken
        hvilket | er | angiv | indtast | nuvaerende | navaerende | spiller du | hva | skriv inn | mitka | mika
        sinun | nykyinen | koko | tvuj | tvoje | vas | vase | jaky | zadej | zadejte | aktualni | cely
        vcetne | ваш | ваша | ваше | ваши | твой | твоя | какой | какая | укажите | введите | напишите
        пожалуйста | текущий | текущая | с | в | на | полный | вместе | тегом | тэгом | вы | ты | играете
        играешь | каком | основной | у | з | вкажіть | введіть | який | яка | твій | поточний | повний | το
        η | ο | σου | σας | ποιο | ποια | είναι | στο | με | του | της | τον | γράψε | τρέχον | τρέχουσα | ما
        هو | هي | في | مع | من | على | الخاص | بك | الكامل | الحالي | الحالية | اكتب | أدخل | يرجى | الرجاء
        을 | 를 | 은 | 는 | 이 | 가 | 의 | 에 | 로 | 요 | 입력 | 입력해주세요 | 입력해 주세요 | 적어주세요
        적어 주세요 | 작성해주세요 | 작성 | 해주세요 | 무엇인가요 | 무엇입니까 | 현재 | 본인 | 당신의 | 본인의
        포함 | 여부 | 써주세요 | 알려주세요 | 기재 | 기재해주세요 | 주세요 | 전체 | 사용하는 | 사용 | 님
        님의 | の | は | を | が | に | で | も | から | あなた | あなたの | 入力 | 入力してください | 記入
        記入してください | ご記入ください | 教えてください | 何ですか | ですか | ください | 現在 | お使いの
        使用 | 必須 | 任意 | 正確 | 正確な | 含む | ご | 的 | 您 | 您的 | 你 | 你的 | 请 | 請 | 填写 | 填寫
        请填写 | 請填寫 | 输入 | 輸入 | 是 | 什么 | 什麼 | 当前 | 目前 | 现在 | 完整 | 全称 | 必填 | 选填
        所在 | 在 | 本人 | 是否 | 已 | cua | ban | gi | vui long | nhap | dien | hien tai | day du | nao
        cua ban | kem | ของ | คุณ | ของคุณ | คือ | กรุณา | กรอก | ปัจจุบัน | โปรด | ระบุ | ที่ | ใน | anda
        kamu | apa | silakan | masukkan | isi | saat ini | sekarang | lengkap | yang | beserta | sesuai
        achieved | reached | today | as of | so far
        curr
        you d | you d like | i d like | we d like
        live
        please state | please list
        """),
}
