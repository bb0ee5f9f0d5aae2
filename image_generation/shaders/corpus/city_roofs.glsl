// title: Roofs from Above
// description: A town from straight above: roofs of tiles and tar, courtyards, streets, cars, trees and shadows
// tags: city, aerial, roofs, streets, shadow

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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

float roofHeight(vec2 q, uint s, out uint k, out vec2 f, out vec2 hs) {
    vec2 c = floor(q);
    k = cell(ivec2(c), s);
    vec3 h = rnd3(k, 1), g = rnd3(k, 2);
    hs = 0.28 + 0.2 * h.xy;
    f = q - c - 0.5 - (0.47 - hs) * (2.0 * g.xy - 1.0);
    vec2 e = hs - abs(f);
    float inside = min(e.x, e.y);
    if (inside < 0.0 || g.z > 0.9) return 0.0;
    float tall = 0.15 + 0.45 * h.z;
    if (rnd(k, 5) < 0.6) tall += 0.5 * min(rnd(k, 6) < 0.5 ? inside : (hs.x < hs.y ? e.x : e.y), 0.3);
    else if (inside > 0.03) tall -= 0.04;
    return tall;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.9);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.9 + 2.2 * rnd(s, 2)) + 30.0 * rnd(s, 3) + 0.6 * iTime;
    vec2 bend = 0.5 * rnd(s, 4) * vec2(sin(p.y * 0.6), sin(p.x * 0.5 + 1.0));
    vec2 q = p + bend;
    vec2 cellSize = vec2(1.0, 0.75 + 0.6 * rnd(s, 5));
    float block = 3.0 + floor(2.0 * rnd(s, 6));
    vec2 lot = q / cellSize;
    vec2 street = abs(fract(lot / block) - 0.5);
    float road = 0.5 - max(street.x, street.y);
    vec2 shrink = (fract(lot / block) - 0.5) * 1.18 * block + (floor(lot / block) + 0.5) * block;
    bool inRoad = max(street.x, street.y) > 0.43;
    float way = 6.28 * rnd(s, 7);
    vec2 sun = vec2(cos(way), sin(way));
    uint k, k2;
    vec2 f, hs, f2, hs2;
    float h = inRoad ? 0.0 : roofHeight(shrink, s, k, f, hs);
    float fine = noise(q * 14.0, s + 3U);
    vec3 col;
    float lit = 1.0;
    float slant = 0.3 + 0.5 * rnd(s, 8);
    for (int i = 1; i < 5; i++) {
        vec2 at = shrink + sun * 0.09 * float(i);
        vec2 st = abs(fract(at / block) - 0.5) * 1.0;
        float h2 = roofHeight(at, s, k2, f2, hs2);
        if (h2 > h + 0.09 * float(i) * slant + 0.02) lit = 0.35;
    }
    if (h > 0.0) {
        float kind = rnd(k, 7);
        vec3 tile = hsv(0.01 + 0.09 * rnd(s, 9) + 0.06 * (rnd(k, 8) - 0.5), 0.3 + 0.4 * rnd(s, 10), 0.35 + 0.4 * rnd(k, 9));
        if (kind > 0.7) tile = hsv(rnd(k, 10), 0.15, 0.35 + 0.5 * rnd(k, 11));
        vec2 e = hs - abs(f);
        float inside = min(e.x, e.y);
        vec2 nrm = vec2(0.0);
        bool pitched = rnd(k, 5) < 0.6;
        if (pitched) {
            bool useX = rnd(k, 6) < 0.5 ? e.x < e.y : hs.x < hs.y;
            nrm = useX ? vec2(sign(f.x), 0.0) : vec2(0.0, sign(f.y));
            float rows = useX ? f.x : f.y, cols = useX ? f.y : f.x;
            tile *= 0.8 + 0.3 * fract(rows * 22.0) + 0.12 * sin(cols * 90.0);
        } else {
            tile = mix(tile, vec3(0.55), 0.5);
            if (inside < 0.03) tile *= 1.35;
            vec2 b = abs(f - 0.3 * (vec2(rnd(k, 12), rnd(k, 13)) - 0.5)) - vec2(0.05, 0.07);
            if (max(b.x, b.y) < 0.0) tile = vec3(0.8) * (0.7 + 0.3 * step(0.5, fract(f.x * 40.0)));
            if (rnd(k, 14) < 0.2) tile = mix(tile, hsv(0.3, 0.5, 0.4), step(0.06, inside));
        }
        col = tile * (0.75 + 0.45 * fine) * (0.85 + 0.5 * dot(nrm, sun));
        vec2 ch = abs(f - hs * 0.5 * vec2(rnd(k, 15), rnd(k, 16))) - 0.025;
        if (max(ch.x, ch.y) < 0.0) col = hsv(0.03, 0.4, 0.5);
    } else if (inRoad) {
        col = vec3(0.27, 0.27, 0.29) * (0.8 + 0.4 * fine);
        float across = street.x > street.y ? street.x : street.y, along = street.x > street.y ? q.y : q.x;
        float lane = (0.5 - across) * block;
        if (lane < 0.015 && fract(along * 4.0) < 0.5) col = vec3(0.85);
        if (across < 0.445) col = vec3(0.6, 0.58, 0.55);
        vec2 car = vec2(fract(along * 1.8 + 0.5 * iTime) - 0.5, lane - 0.12);
        float ch = hash(ivec2(int(floor(along * 1.8 + 0.5 * iTime)), int(floor(lot.x / block)) + int(floor(lot.y / block)) * 9), s);
        if (ch < 0.5 && abs(car.x) < 0.18 && abs(car.y) < 0.05) col = hsv(ch * 9.0, 0.6, 0.8) * (abs(car.x - 0.02) < 0.07 ? 0.35 : 1.0);
    } else {
        float garden = hash(ivec2(floor(shrink)), s + 9U);
        col = garden < 0.5 ? hsv(0.2 + 0.12 * rnd(s, 11), 0.5, 0.45) * (0.6 + 0.6 * fine) : vec3(0.62, 0.58, 0.52) * (0.75 + 0.35 * fine);
    }
    vec2 tq = q * 1.7;
    vec2 o = fract(tq) - 0.5 - 0.3 * (hash2(ivec2(floor(tq)), s) - 0.5);
    float crown = 0.25 * hash(ivec2(floor(tq)), s + 12U) + 0.12 * (noise(q * 9.0, s) - 0.5);
    if (hash(ivec2(floor(tq)), s + 13U) < 0.15 + 0.4 * rnd(s, 12) && h < 0.3) {
        if (length(o - sun * -0.12) < crown) lit = min(lit, 0.4);
        if (length(o) < crown) { col = hsv(0.18 + 0.17 * rnd(s, 13), 0.55, 0.4) * (0.6 + 1.6 * dot(o, sun) + 0.7 * noise(q * 20.0, s)); lit = 1.0; }
    }
    col *= mix(hsv(0.62, 0.3, 0.7), vec3(1.5, 1.4, 1.2), clamp((lit - 0.35) / 0.65, 0.0, 1.0)) * (lit > 0.9 ? 1.0 : 0.75);
    fragColor = vec4(film(col * 1.35), 1.0);
}
