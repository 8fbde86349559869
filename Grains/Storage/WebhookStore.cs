using Dapper;
using Grains.Interfaces.Webhooks;

namespace Grains.Storage;

sealed class WebhookStore(TickerDatabase database) : IWebhookStore
{
    const string Select = "SELECT id AS Id, owner AS Owner, orders_of AS OrdersOf, url AS Url, events AS Events, secret AS Secret, created_at AS CreatedAt FROM webhooks WHERE deleted_at IS NULL ";

    public Task Insert(WebhookRecord webhook) => database.WriteAsync(connection => connection.Execute(
        "INSERT INTO webhooks (id, owner, orders_of, url, events, secret, created_at) VALUES (@Id, @Owner, @OrdersOf, @Url, @Events, @Secret, @CreatedAt)",
        new
        {
            webhook.Id, webhook.Owner, webhook.OrdersOf, webhook.Url, Events = string.Join(' ', webhook.Events), webhook.Secret,
            CreatedAt = Columns.Time(webhook.CreatedAt),
        }));

    public Task<WebhookRecord?> Find(string id) => database.ReadAsync(connection =>
        connection.QueryFirstOrDefault<Row>(Select + "AND id = @id", new { id })?.ToRecord());

    public Task<IReadOnlyList<WebhookRecord>> List(string? owner) => database.ReadAsync<IReadOnlyList<WebhookRecord>>(connection =>
        [.. (owner is null
            ? connection.Query<Row>(Select + "ORDER BY created_at, id")
            : connection.Query<Row>(Select + "AND owner = @owner ORDER BY created_at, id", new { owner })).Select(row => row.ToRecord())]);

    public Task<bool> Delete(string id, DateTimeOffset at) => database.WriteAsync(connection => connection.Execute(
        // The secret goes at once; the row stays for its dead letters.
        "UPDATE webhooks SET deleted_at = @at, secret = '' WHERE id = @id AND deleted_at IS NULL", new { id, at = Columns.Time(at) }) == 1);

    public Task SetSecret(string id, string secret) => database.WriteAsync(connection =>
        connection.Execute("UPDATE webhooks SET secret = @secret WHERE id = @id AND deleted_at IS NULL", new { id, secret }));

    public Task AddDeadLetter(WebhookDeadLetter letter, int keep) => database.WriteAsync(connection => connection.Execute(
        """
        INSERT INTO webhook_dead_letters (id, webhook, event, first_position, last_position, reason, payload, at)
        VALUES (@Id, @Webhook, @Event, @FirstPosition, @LastPosition, @Reason, @Payload, @At) ON CONFLICT (id) DO NOTHING;
        DELETE FROM webhook_dead_letters WHERE webhook = @Webhook AND first_position <
            (SELECT min(first_position) FROM
                (SELECT first_position FROM webhook_dead_letters WHERE webhook = @Webhook ORDER BY first_position DESC LIMIT @keep) AS kept);
        """,
        new { letter.Id, letter.Webhook, letter.Event, letter.FirstPosition, letter.LastPosition, letter.Reason, letter.Payload, At = Columns.Time(letter.At), keep }));

    public Task<IReadOnlyList<WebhookDeadLetter>> DeadLetters(string webhook, int limit) => database.ReadAsync<IReadOnlyList<WebhookDeadLetter>>(connection =>
        [.. connection.Query<LetterRow>(
                """
                SELECT id AS Id, webhook AS Webhook, event AS Event, first_position AS FirstPosition, last_position AS LastPosition, reason AS Reason,
                       payload AS Payload, at AS At
                FROM webhook_dead_letters WHERE webhook = @webhook ORDER BY first_position DESC LIMIT @limit
                """,
                new { webhook, limit })
            .Select(row => row.ToLetter())]);

    sealed class Row
    {
        public string Id { get; set; } = "";
        public string Owner { get; set; } = "";
        public string? OrdersOf { get; set; }
        public string Url { get; set; } = "";
        public string Events { get; set; } = "";
        public string Secret { get; set; } = "";
        public string CreatedAt { get; set; } = "";

        public WebhookRecord ToRecord() => new(Id, Owner, OrdersOf, Url, Events.Split(' '), Secret, Columns.ToTime(CreatedAt));
    }

    sealed class LetterRow
    {
        public string Id { get; set; } = "";
        public string Webhook { get; set; } = "";
        public string Event { get; set; } = "";
        public long FirstPosition { get; set; }
        public long LastPosition { get; set; }
        public string Reason { get; set; } = "";
        public string? Payload { get; set; }
        public string At { get; set; } = "";

        public WebhookDeadLetter ToLetter() => new(Id, Webhook, Event, FirstPosition, LastPosition, Reason, Payload, Columns.ToTime(At));
    }
}
