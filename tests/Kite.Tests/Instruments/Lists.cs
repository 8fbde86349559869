using System.Text;
using Kite.Instruments;

namespace Kite.Tests.Instruments;

/// <summary>A small instrument list in the broker's form.</summary>
static class Lists
{
    public const string Header = "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange";

    public const string Rows = """"
        256265,1001,NIFTY 50,NIFTY 50,0,,0,0,0,EQ,INDICES,NSE
        260105,1016,NIFTY BANK,NIFTY BANK,0,,0,0,0,EQ,INDICES,NSE
        265,1,SENSEX,SENSEX,0,,0,0,0,EQ,INDICES,BSE
        738561,2885,RELIANCE,RELIANCE INDUSTRIES,0,,0,0.1,1,EQ,NSE,NSE
        128083204,500325,RELIANCE,RELIANCE INDUSTRIES,0,,0,0.1,1,EQ,BSE,BSE
        519937,2031,M&M,"MAHINDRA & MAHINDRA, ""LTD""",0,,0,0.1,1,EQ,NSE,NSE
        17606914,68777,RELIANCE26SEPFUT,RELIANCE,0,2026-09-29,0,0.1,500,FUT,NFO-FUT,NFO
        16035586,62639,RELIANCE26SEP1300CE,RELIANCE,0,2026-09-29,1300,0.05,500,CE,NFO-OPT,NFO
        10189826,39804,NIFTY2580724400CE,NIFTY,0,2025-08-07,24400,0.05,75,CE,NFO-OPT,NFO
        10190082,39805,NIFTY2580724400PE,NIFTY,0,2025-08-07,24400.0,0.05,75,PE,NFO-OPT,NFO
        10189314,39802,NIFTY2580724300PE,NIFTY,0,2025-08-07,24300,0.05,75,PE,NFO-OPT,NFO
        10200066,39844,NIFTY25AUG24400CE,NIFTY,0,2025-08-28,24400,0.05,75,CE,NFO-OPT,NFO
        10300162,40235,NIFTY25SEPFUT,NIFTY,0,2025-09-30,0,0.1,75,FUT,NFO-FUT,NFO
        10300418,40236,NIFTY25AUGFUT,NIFTY,0,2025-08-28,0,0.1,75,FUT,NFO-FUT,NFO
        221837573,866553,SENSEX2640977100CE,SENSEX,0,2026-04-09,77100,0.05,20,CE,BFO-OPT,BFO
        500227,1954,USDINR25AUG86.25CE,USDINR,0,2025-08-27,86.25,0.0025,1,CE,CDS-OPT,CDS
        500230,1954,USDINR25AUG86.25CE,USDINR,0,2025-08-27,86.25,0.0025,1,CE,BCD-OPT,BCD
        """";

    public static async Task<Outcome<InstrumentMaster>> LoadAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await InstrumentMaster.LoadAsync(stream, default);
    }

    public static async Task<InstrumentMaster> MasterAsync()
    {
        var outcome = await LoadAsync($"{Header}\n{Rows}\n");
        Assert.Equal("", outcome.Message);
        return outcome.Value!;
    }
}
