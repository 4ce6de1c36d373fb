"""Electronic answers (271), sound unless they are meant not to be."""

from collections.abc import Sequence

ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*DESK           *261120*1200*^*00501*000000001*0*T*:~"
MEMBER = ("NM1*IL*1*MARIN*DANIEL****MI*XJH123456~", "DMG*D8*19900517*M~")


def a_271(*lines: str, member: Sequence[str] = MEMBER, payer: str = "FLORIDA BLUE", payer_lines: Sequence[str] = ()) -> bytes:
    """One answer about one member; `lines` are what is said of them."""
    inner = [
        "ST*271*0001*005010X279A1~",
        "BHT*0022*11*10001234*20261120*1200~",
        "HL*1**20*1~",
        f"NM1*PR*2*{payer}*****PI*00590~",
        *payer_lines,
        "HL*2*1*21*1~",
        "NM1*1P*2*EXAMPLE HELPLINE*****XX*1234567893~",
        "HL*3*2*22*0~",
        "TRN*2*TRACE-77*9EXAMPLE01~",
        *member,
        *lines,
    ]
    envelope = [ISA, "GS*HB*PAYER*DESK*20261120*1200*7*X*005010X279A1~", *inner, f"SE*{len(inner) + 1}*0001~"]
    return "\n".join([*envelope, "GE*1*7~", "IEA*1*000000001~"]).encode()


FULL = a_271(
    "EB*1**30**GOLD PPO~",
    "EB*1**AI^MH~",
    "EB*C*IND*30***23*1500*****Y~",
    "EB*C*IND*30***29*400*****Y~",
    "EB*C*FAM*30***23*3000*****Y~",
    "EB*C*IND*30***23*5000*****N~",
    "EB*G*IND*30***23*6000.5*****Y~",
    "EB*G*IND*30***24*1250*****Y~",
    "EB*B**AI*HM*GOLD PPO*27*40***Y*Y~".replace("40***Y*Y", "40****Y*Y"),
    "EB*A**AI***27**.2****Y~",
    "EB*F**AI***23***DY*30**Y~",
    "EB*F**AI***29***DY*12**Y~",
    "MSG*CALL FOR AUTHORIZATION~",
)
