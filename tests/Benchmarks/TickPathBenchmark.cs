using Grains;
using Grains.Accounts;
using Grains.Chains;
using Grains.Feeds;
using Grains.Instruments;
using Grains.Interfaces;
using Grains.Interfaces.Chains;
using Grains.Interfaces.Feeds;
using Grains.Sessions;
using Kite.Instruments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Pricing;
using Pricing.Chains;

namespace Benchmarks;

/// <summary>
/// Ticks a second from frame to conflator on one feed: decode, grain call, validation, day state, implied volatility. Every tick moves the quote, so every tick is solved:
/// 27,000 options of two underlyings over 54 expiries.
/// </summary>
static class TickPathBenchmark
{
    const int Chains = 54;
    const int Strikes = 250;
    const int PacketsPerFrame = 300;
    const double Forward = 25_000;
    const double Rate = 0.065;
    static readonly DateTimeOffset AsOf = new(2025, 11, 21, 12, 0, 0, TimeSpan.FromHours(5.5));

    public static async Task Run(TextWriter output)
    {
        var instruments = Instruments().ToList();
        using var host = BuildHost(instruments);
        await host.StartAsync();
        var pump = new FeedPump("bench:0", host.Services.GetRequiredService<IGrainFactory>(), host.Services.GetRequiredService<MarketClock>(), TimeProvider.System);
        pump.Carry(instruments.Select(i => new FeedInstrument(i.Token, i.Key.ToString())));
        var still = Frames(instruments, [0]);
        var moving = Frames(instruments, [0, 10]);
        // The first pass activates the grains and makes the lanes; only then is there somewhere to put a forward.
        await Pass(pump, still);
        SetForwards(host.Services.GetRequiredService<ChainConflator>());
        await Report(output, "tickpath", pump, moving);
        await Report(output, "tickpath.unchanged", pump, still);
        await host.StopAsync();
    }

    static async Task Report(TextWriter output, string name, FeedPump pump, byte[][] frames)
    {
        var (rate, bytes) = await Measure.Batches(() => Pass(pump, frames));
        await output.WriteLineAsync($"{name}: {Measure.Count(rate)} ticks/s");
        await output.WriteLineAsync($"{name}: {Measure.Fraction(bytes)} bytes/tick");
        if (pump.Failed > 0)
            throw new InvalidOperationException($"{pump.Failed} ticks failed: the figure means nothing.");
    }

    static async Task<long> Pass(FeedPump pump, byte[][] frames)
    {
        foreach (var frame in frames)
            await pump.OnFrame(frame);
        return (long)frames.Length * PacketsPerFrame;
    }

    static IHost BuildHost(List<Instrument> instruments)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        builder.Services.AddOptions<PricingOptions>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new AccountRegistry([new AccountOptions { Id = "bench" }]));
        builder.Services.AddSingleton<MarketClock>().AddSingleton(SessionCalendar.Load()).AddSingleton<SessionClock>().AddSingleton<InstrumentDirectory>().AddSingleton(ExpiryRules.Load());
        builder.Services.AddBarMaking().AddSingleton<ChainConflator>().AddSingleton<FeedBoard>().AddSingleton<TickInstruments>()
            .AddSingleton<Grains.Observability.StageTimes>().AddSingleton<ChainEpochs>();
        builder.UseOrleans(silo => silo.AddMemoryStreams(TickerStreams.Provider));
        var host = builder.Build();
        host.Services.GetRequiredService<InstrumentDirectory>().Replace(InstrumentMaster.Create(instruments));
        return host;
    }

    static IEnumerable<Instrument> Instruments()
    {
        var exchangeToken = 1000u;
        for (var chain = 0; chain < Chains; chain++)
        {
            var expiry = DateOnly.FromDateTime(AsOf.Date).AddDays(4 + (7 * (chain / 2)));
            var name = chain % 2 == 0 ? "NIFTY" : "BANKNIFTY";
            for (var i = 0; i < Strikes; i++)
            {
                var strike = (decimal)Forward + (50 * (i - (Strikes / 2)));
                foreach (var type in new[] { InstrumentType.Ce, InstrumentType.Pe })
                {
                    exchangeToken++;
                    var symbol = $"{name}{expiry:yyMMdd}{strike:0}{(type == InstrumentType.Ce ? "CE" : "PE")}";
                    yield return new(exchangeToken << 8 | 2, exchangeToken, "NFO", symbol, name, expiry, strike, 0.05m, 75, type, "NFO-OPT");
                }
            }
        }
    }

    static byte[][] Frames(List<Instrument> instruments, ReadOnlySpan<int> shifts)
    {
        var frames = new List<byte[]>();
        foreach (var shift in shifts)
        {
            foreach (var chunk in instruments.Chunk(PacketsPerFrame))
                frames.Add(FullPackets.Frame([.. chunk.Select(i => QuoteOf(i, shift))], (uint)AsOf.ToUnixTimeSeconds()));
        }

        return [.. frames];
    }

    static Quote QuoteOf(Instrument instrument, int shift)
    {
        var right = instrument.Type == InstrumentType.Ce ? OptionRight.Call : OptionRight.Put;
        var years = (instrument.Expiry!.Value.ToDateTime(new TimeOnly(15, 30)) - AsOf.DateTime).TotalDays / 365;
        var moneyness = Math.Log((double)instrument.Strike / Forward);
        var price = Black76.Price(right, Forward, (double)instrument.Strike, years, Rate, 0.14 - (0.2 * moneyness) + (1.5 * moneyness * moneyness));
        var paise = Math.Max(5, (int)Math.Round(price * 20) * 5) + shift;
        return new(instrument.Token, paise, paise, paise + 10);
    }

    static void SetForwards(ChainConflator conflator)
    {
        foreach (var lane in conflator.Underlyings.SelectMany(u => u.Chains))
            lane.Forward = new(1, 1, ForwardSource.Future, Forward, Rate);
    }
}
