using System.Text.Json;
using System.Text.Json.Serialization;
using Grains.Interfaces.Sessions;

namespace Grains.Sessions;

/// <summary>Holidays, special sessions and hours of the exchanges: dated facts from <c>sessions.json</c>, or from the file of <c>Ticker:Sessions:File</c>.</summary>
public sealed partial class SessionCalendar
{
    readonly Dictionary<string, Hours[]> hours;
    readonly Dictionary<(string Exchange, DateOnly Day), string> holidays = [];
    readonly Dictionary<(string Exchange, DateOnly Day), Special> specials = [];

    SessionCalendar(Document document)
    {
        (CoveredFrom, CoveredUntil) = (document.CoveredFrom, document.CoveredUntil);
        hours = document.Hours.SelectMany(h => h.Exchanges.Select(e => (Exchange: e, Hours: h)))
            .GroupBy(h => h.Exchange, h => h.Hours, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.OrderByDescending(h => h.From).ToArray(), StringComparer.Ordinal);
        foreach (var holiday in document.Holidays)
        {
            foreach (var exchange in holiday.Exchanges ?? [.. hours.Keys])
                holidays[(exchange, holiday.Date)] = holiday.Name;
        }

        foreach (var special in document.SpecialSessions)
        {
            foreach (var exchange in special.Exchanges ?? [.. hours.Keys])
                specials[(exchange, special.Date)] = special;
        }
    }

    public DateOnly CoveredFrom { get; }

    /// <summary>The last day whose holidays are known.</summary>
    public DateOnly CoveredUntil { get; }

    /// <summary>The calendar that ships with the service.</summary>
    public static SessionCalendar Load()
    {
        using var stream = typeof(SessionCalendar).Assembly.GetManifestResourceStream("Grains.Sessions.Data.sessions.json")
            ?? throw new InvalidOperationException("The session calendar is missing from the build: check Grains.csproj.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <exception cref="FormatException">It is not a calendar; the message says what is wrong.</exception>
    public static SessionCalendar Parse(string json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, CalendarJson.Default.Document) ?? throw new FormatException("it is empty");
            if (document.CoveredUntil < document.CoveredFrom)
                throw new FormatException("covered_until is before covered_from");
            foreach (var (what, open, close) in document.Hours.Select(h => ($"the hours from {h.From:yyyy-MM-dd}", h.Open, h.Close))
                .Concat(document.SpecialSessions.Where(s => s.Open is not null).Select(s => ($"the special session of {s.Date:yyyy-MM-dd}", s.Open!.Value, s.Close ?? default))))
            {
                if (close <= open)
                    throw new FormatException($"{what} close at or before they open");
            }

            return new(document);
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Null for an exchange that the calendar does not have.</summary>
    public SessionDay? Day(string exchange, DateOnly day)
    {
        if (!hours.TryGetValue(exchange, out var all))
            return null;
        var covered = day >= CoveredFrom && day <= CoveredUntil;
        var usual = Array.Find(all, h => h.From <= day) ?? all[^1];
        if (specials.TryGetValue((exchange, day), out var special))
        {
            return special.Open is { } open
                ? new(day, special.PreOpen ?? open, open, special.Close!.Value, special.Settled ?? special.Close.Value, special.Name, covered)
                : Usual(special.Name);
        }

        if (holidays.TryGetValue((exchange, day), out var holiday))
            return SessionDay.Shut(day, holiday, covered);
        return day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? SessionDay.Shut(day, null, covered) : Usual(null);

        SessionDay Usual(string? note) => new(day, usual.PreOpen ?? usual.Open, usual.Open, usual.Close, usual.Settled ?? usual.Close, note, covered);
    }

    /// <summary>Phase at an instant, and when the next one begins; null for an exchange that the calendar does not have.</summary>
    public SessionState? At(string exchange, DateTimeOffset instant)
    {
        var local = instant.ToOffset(Kite.Ist.Offset).DateTime;
        var day = DateOnly.FromDateTime(local);
        if (Day(exchange, day) is not { } today)
            return null;
        var time = TimeOnly.FromDateTime(local);
        if (today.Next(time) is { } next)
            return new(next.Phase, new(day.ToDateTime(next.Until), Kite.Ist.Offset), today.Note, today.Covered);
        // The longest run of days without trading that was ever announced is shorter by far.
        for (var later = 1; later <= 30; later++)
        {
            if (Day(exchange, day.AddDays(later)) is { IsTrading: true } following)
                return new(SessionPhase.Closed, new(following.Day.ToDateTime(following.PreOpen), Kite.Ist.Offset), today.Note, today.Covered);
        }

        return new(SessionPhase.Closed, null, today.Note, today.Covered);
    }

    internal sealed record Hours(string[] Exchanges, DateOnly From, TimeOnly? PreOpen, TimeOnly Open, TimeOnly Close, TimeOnly? Settled);

    internal sealed record Holiday(string[]? Exchanges, DateOnly Date, string Name);

    /// <summary>Without times of its own it has the usual hours.</summary>
    internal sealed record Special(string[]? Exchanges, DateOnly Date, string Name, TimeOnly? PreOpen, TimeOnly? Open, TimeOnly? Close, TimeOnly? Settled);

    internal sealed record Document(DateOnly AsOf, string[] Sources, DateOnly CoveredFrom, DateOnly CoveredUntil, Hours[] Hours, Holiday[] Holidays, Special[] SpecialSessions);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = false, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(Document))]
    internal sealed partial class CalendarJson : JsonSerializerContext;
}
