using System.Globalization;

namespace Gateway.Endpoints;

/// <summary>How lists page: <c>limit</c> and <c>cursor</c>.</summary>
static class Paging
{
    /// <summary>The problem, or null and the number.</summary>
    public static Problem? Limit(string? text, int fallback, int most, out int limit)
    {
        limit = fallback;
        if (text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= most))
            return null;
        return new(400, "malformed_limit", $"limit is {text}; it must be a whole number from 1 to {most}.", "limit");
    }

    /// <summary>The problem, or null. The first page again, instead of an error, would send a client that walks the pages round in circles.</summary>
    public static Problem? Cursor(string? cursor) => string.IsNullOrEmpty(cursor) || long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        ? null
        : new(400, "malformed_cursor", $"cursor is {cursor}; it must be the next_cursor of an earlier page.", "cursor");

    /// <summary>The problem with a cursor of a list by instrument, or null: a cursor that no page gave would skip without a word.</summary>
    public static Problem? InstrumentCursor(string? text) =>
        text is null || (text.Length <= 80 && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < text.Length - 1 && !text.Any(char.IsControl))
            ? null
            : new(400, "malformed_cursor", "cursor is not one of this list: take next_cursor of the page before, or leave it out to begin anew.", "cursor");
}
