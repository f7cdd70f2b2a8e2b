extension RegionTable {
    static let chongqing = """
        500101|万州区|Wanzhou
        500102|涪陵区|Fuling
        500103|渝中区|Yuzhong
        500104|大渡口区|Dadukou
        500105|江北区|Jiangbei
        500106|沙坪坝区|Shapingba
        500107|九龙坡区|Jiulongpo
        500108|南岸区|Nan'an
        500109|北碚区|Beibei
        500110|万盛区|Wansheng||2011-10-22|500110
        500110|綦江区|Qijiang|2011-10-22
        500111|双桥区|Shuangqiao||2011-10-22|500111
        500111|大足区|Dazu|2011-10-22
        500112|渝北区|Yubei
        500113|巴南区|Banan
        500114|黔江区|Qianjiang|2000-06-25
        500115|长寿区|Changshou|2001-12-25
        500116|江津区|Jiangjin|2006-10-22
        500117|合川区|Hechuan|2006-10-22
        500118|永川区|Yongchuan|2006-10-22
        500119|南川区|Nanchuan|2006-10-22
        500120|璧山区|Bishan|2014-05-02
        500151|铜梁区|Tongliang|2014-05-02
        500152|潼南区|Tongnan|2015-04-28
        500153|荣昌区|Rongchang|2015-04-28
        500154|开州区|Kaizhou|2016-06-08
        500155|梁平区|Liangping|2016-11-24
        500156|武隆区|Wulong|2016-11-24
        500221|长寿县|Changshou||2001-12-25|500115
        500222|綦江县|Qijiang||2011-10-22|500110
        500223|潼南县|Tongnan||2015-04-28|500152
        500224|铜梁县|Tongliang||2014-05-02|500151
        500225|大足县|Dazu||2011-10-22|500111
        500226|荣昌县|Rongchang||2015-04-28|500153
        500227|璧山县|Bishan||2014-05-02|500120
        500228|梁平县|Liangping||2016-11-24|500155
        500229|城口县|Chengkou
        500230|丰都县|Fengdu
        500231|垫江县|Dianjiang
        500232|武隆县|Wulong||2016-11-24|500156
        500233|忠县|Zhongxian
        500234|开县|Kaixian||2016-06-08|500154
        500235|云阳县|Yunyang
        500236|奉节县|Fengjie
        500237|巫山县|Wushan
        500238|巫溪县|Wuxi
        500239|黔江土家族苗族自治县|Qianjiang Tujia and Miao||2000-06-25|500114
        500240|石柱土家族自治县|Shizhu Tujia
        500241|秀山土家族苗族自治县|Xiushan Tujia and Miao
        500242|酉阳土家族苗族自治县|Youyang Tujia and Miao
        500243|彭水苗族土家族自治县|Pengshui Miao and Tujia
        500381|江津市|Jiangjin||2006-10-22|500116
        500382|合川市|Hechuan||2006-10-22|500117
        500383|永川市|Yongchuan||2006-10-22|500118
        500384|南川市|Nanchuan||2006-10-22|500119

        """
}
