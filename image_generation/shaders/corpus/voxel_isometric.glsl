// title: Cubes in Parallel View
// description: Piles of cubes in isometric view with three shaded faces, painted sides and shadows
// tags: voxel, isometric, cubes, tiling

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint s;
float sharp;

float pile(ivec2 c) {
    vec2 q = vec2(c);
    float n = noise(q * sharp, s) * 5.0 + 1.6 * hash(c, s + 1U);
    return floor(n * (0.4 + rnd(s, 1)));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 3.0);
    sharp = 0.12 + 0.5 * rnd(s, 2);
    vec2 p = rot(0.6 * (rnd(s, 3) - 0.5)) * u * (2.0 + 5.0 * rnd(s, 4)) + vec2(50.0 * rnd(s, 5), 50.0 * rnd(s, 6) + iTime);
    float squash = 0.45 + 0.25 * rnd(s, 7);
    vec2 g = vec2(p.x + p.y / squash, p.y / squash - p.x) * 0.5;
    float rise = 0.7 + 0.4 * rnd(s, 8);
    vec2 start = g - 4.5 * rise / squash * 0.5;
    vec3 col = hsv(rnd(s, 9), 0.3, 0.3);
    float hitH = 0.0;
    vec2 at = vec2(0.0);
    int face = -1;
    ivec2 id = ivec2(0);
    vec2 q = start;
    vec2 c = floor(q);
    float t = 0.0;
    float perUnit = 2.0 * squash / rise;
    float height = 4.5;
    bool alongX = false;
    for (int i = 0; i < 14; i++) {
        float h = pile(ivec2(c));
        float z = height - t * perUnit;
        if (z < h) {
            id = ivec2(c);
            hitH = z;
            at = q + t;
            face = t == 0.0 ? 0 : alongX ? 1 : 2;
            break;
        }
        vec2 room = c + 1.0 - (q + t);
        float step_ = min(room.x, room.y);
        if (z - step_ * perUnit < h) {
            float more = (z - h) / perUnit;
            id = ivec2(c);
            hitH = h;
            at = q + t + more;
            face = 0;
            break;
        }
        t += step_ + 1e-4;
        alongX = room.x < room.y;
        c += alongX ? vec2(1.0, 0.0) : vec2(0.0, 1.0);
    }
    if (face >= 0) {
        vec2 f = fract(at);
        float layer = floor(hitH - 0.001);
        uint k = cell(id, uint(int(layer) + 50) + s * 77U);
        vec2 uv = face == 0 ? f : vec2(face == 1 ? f.y : f.x, fract(hitH));
        vec3 base = hsv(rnd(s, 10) + rnd(s, 11) * (rnd(s, 12) < 0.5 ? rnd(k, 1) : layer * 0.13), 0.25 + 0.55 * rnd(s, 13), 0.5 + 0.45 * rnd(k, 2));
        float kind = floor(rnd(k, 3) * 6.0);
        vec2 m = uv - 0.5;
        float mark = 0.0;
        if (kind == 1.0) mark = step(length(m), 0.28);
        else if (kind == 2.0) mark = step(0.5, fract(uv.x * 3.0));
        else if (kind == 3.0) mark = step(0.34, max(abs(m.x), abs(m.y)));
        else if (kind == 4.0) mark = step(abs(m.x) + abs(m.y), 0.3);
        mark *= step(0.3, rnd(s, 14));
        vec3 mat = mix(base, hsv(rnd(s, 15), 0.45, 0.9), mark) * (0.75 + 0.4 * fbm(uv * 4.0 + float(id.x + 3 * id.y), 3, k));
        float shade = face == 0 ? 1.15 : face == 1 ? 0.7 : 0.38;
        if (rnd(s, 16) < 0.5 && face > 0) shade = face == 1 ? 0.38 : 0.7;
        float ao = 1.0;
        if (face == 0) {
            ao -= 0.45 * smoothstep(0.4, 0.0, f.x) * step(hitH + 0.5, pile(id - ivec2(1, 0)));
            ao -= 0.45 * smoothstep(0.4, 0.0, f.y) * step(hitH + 0.5, pile(id - ivec2(0, 1)));
            ao -= 0.5 * smoothstep(0.5, 0.0, 1.0 - f.x) * step(hitH + 0.5, pile(id + ivec2(1, 0)));
            ao -= 0.5 * step(1.0 - f.y, 0.65) * step(hitH + 0.5, pile(id + ivec2(0, 1)));
        }
        float rim = min(min(uv.x, 1.0 - uv.x), min(uv.y, 1.0 - uv.y));
        col = mat * shade * max(ao, 0.3) * (0.8 + 0.2 * smoothstep(0.0, 0.06, rim)) * (0.75 + 0.08 * hitH);
    }
    col *= 1.1 - 0.25 * length(u - vec2(rnd(s, 17), rnd(s, 18)));
    fragColor = vec4(film(col * 1.6), 1.0);
}
