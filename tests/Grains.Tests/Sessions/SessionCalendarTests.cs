using Grains.Accounts;
using Grains.Interfaces;
using Grains.Interfaces.Sessions;
using Grains.Sessions;
using Grains.Tests.Market.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Grains.Tests.Sessions;

public class SessionCalendarTests
{
    readonly SessionCalendar calendar = SessionCalendar.Load();

    static DateTimeOffset Ist(string time) => DateTimeOffset.Parse(time + "+05:30", System.Globalization.CultureInfo.InvariantCulture);

    SessionState At(string exchange, string time) => calendar.At(exchange, Ist(time))!.Value;

    [Theory]
    [InlineData("NSE", "2025-11-20T08:59:59", SessionPhase.Closed, "2025-11-20T09:00:00")]
    [InlineData("NSE", "2025-11-20T09:00:00", SessionPhase.PreOpen, "2025-11-20T09:15:00")]
    [InlineData("NSE", "2025-11-20T09:15:00", SessionPhase.Open, "2025-11-20T15:30:00")]
    [InlineData("NSE", "2025-11-20T15:30:00", SessionPhase.Settling, "2025-11-20T16:00:00")]
    [InlineData("NSE", "2025-11-20T16:00:00", SessionPhase.Closed, "2025-11-21T09:00:00")]
    [InlineData("NFO", "2025-11-20T09:10:00", SessionPhase.Closed, "2025-11-20T09:15:00")]
    [InlineData("NFO", "2025-12-08T09:10:00", SessionPhase.PreOpen, "2025-12-08T09:15:00")]
    [InlineData("NFO", "2026-08-03T15:35:00", SessionPhase.Open, "2026-08-03T15:40:00")]
    [InlineData("BFO", "2026-07-31T15:35:00", SessionPhase.Closed, "2026-08-03T09:15:00")]
    [InlineData("NFO", "2025-11-21T20:00:00", SessionPhase.Closed, "2025-11-24T09:15:00")]
    public void A_day_is_closed_pre_open_open_settling_and_closed(string exchange, string time, SessionPhase phase, string until)
    {
        var at = At(exchange, time);
        Assert.Equal((phase, Ist(until)), (at.Phase, at.Until));
        Assert.True(at.Covered);
    }

    [Theory]
    [InlineData("NFO", "2025-12-25T11:00:00", "Christmas")]
    [InlineData("BFO", "2026-01-15T11:00:00", "Municipal Corporation Election in Maharashtra")]
    [InlineData("NSE", "2026-11-24T11:00:00", "Prakash Gurpurb Sri Guru Nanak Dev")]
    public void A_holiday_is_closed_and_named(string exchange, string time, string name)
    {
        var at = At(exchange, time);
        Assert.Equal((SessionPhase.Closed, name), (at.Phase, at.Note));
    }

    [Fact]
    public void Special_sessions_open_on_holidays_and_weekends()
    {
        Assert.Equal(SessionPhase.Closed, At("NFO", "2025-10-21T11:00:00").Phase);
        Assert.Equal((SessionPhase.Open, "Muhurat trading"), (At("NFO", "2025-10-21T14:00:00").Phase, At("NFO", "2025-10-21T14:00:00").Note));
        Assert.Equal(SessionPhase.PreOpen, At("BSE", "2025-10-21T13:30:00").Phase);
        Assert.Equal((SessionPhase.Open, "Union Budget"), (At("NFO", "2026-02-01T15:00:00").Phase, At("NFO", "2026-02-01T15:00:00").Note));
        Assert.Equal(SessionPhase.Closed, At("NFO", "2026-02-08T15:00:00").Phase);
    }

    [Fact]
    public void After_its_last_day_the_calendar_says_that_it_does_not_know()
    {
        Assert.False(At("NFO", "2027-01-01T11:00:00").Covered);
        Assert.Equal(SessionPhase.Open, At("NFO", "2027-01-01T11:00:00").Phase);
        Assert.Null(calendar.At("MCX", Ist("2025-11-20T11:00:00")));
    }

    [Theory]
    [InlineData("no json", "json")]
    [InlineData("""{"as_of":"2026-01-01","sources":[],"covered_from":"2026-01-01","covered_until":"2025-01-01","hours":[],"holidays":[],"special_sessions":[]}""", "covered_until")]
    [InlineData("""{"as_of":"2026-01-01","sources":[],"covered_from":"2026-01-01","covered_until":"2027-01-01","hours":[{"exchanges":["NFO"],"from":"2026-01-01","open":"15:00:00","close":"09:00:00"}],"holidays":[],"special_sessions":[]}""", "hours")]
    public void What_is_no_calendar_is_refused_with_the_settings_name(string json, string named)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, json);
        var message = Assert.Throws<FormatException>(() => SessionFile.Read(path)).Message;
        File.Delete(path);
        Assert.Contains("Ticker:Sessions:File", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changes_is_read_again_and_a_bad_one_leaves_the_last()
    {
        var time = new ManualTime(Listing.Noon);
        var clock = new SessionClock(new(time, new([new AccountOptions { Broker = "kite" }])), calendar);
        var path = Path.GetTempFileName();
        using var file = new SessionFile(clock, Options.Create(new SessionOptions { File = path }), time, NullLogger<SessionFile>.Instance);
        await file.StartAsync(default);
        Assert.False(clock.IsClosed("NFO"));
        await Change("""{"as_of":"2026-01-01","sources":[],"covered_from":"2025-01-01","covered_until":"2027-12-31","hours":[{"exchanges":["NFO"],"from":"2025-01-01","open":"13:00:00","close":"14:00:00"}],"holidays":[],"special_sessions":[]}""", 1);
        await Eventually.Until(
            () =>
            {
                // The service may set its timer only after the first of these.
                time.Advance(TimeSpan.FromSeconds(30));
                return Task.FromResult(clock.IsClosed("NFO"));
            },
            closed => closed, "the new hours");
        await Change("no json", 2);
        Assert.True(clock.IsClosed("NFO"));
        await file.StopAsync(default);
        File.Delete(path);

        async Task Change(string text, int minute)
        {
            await File.WriteAllTextAsync(path, text);
            File.SetLastWriteTimeUtc(path, Listing.Noon.UtcDateTime.AddMinutes(minute));
            time.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task The_grain_tells_phase_mode_and_how_far_the_calendar_goes()
    {
        await using var silo = await MarketSilo.Start([new AccountOptions { Broker = "kite" }]);
        var view = await silo.Client.GetGrain<ISessionGrain>(GrainKeys.Session("NFO")).Get();
        Assert.Equal(new SessionView("NFO", SessionPhase.Open, Listing.Noon, Ist("2025-11-20T15:30:00"), null, true, new(2026, 12, 31), "live"), view);
        Assert.Null(await silo.Client.GetGrain<ISessionGrain>(GrainKeys.Session("MCX")).Get());
    }
}
