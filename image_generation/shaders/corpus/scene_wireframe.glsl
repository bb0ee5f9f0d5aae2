// title: Wire Terrain
// description: A terrain of flat triangles drawn as glowing wires or facets under a striped sun, with pylons of wire
// tags: scene, wireframe, low-poly, hologram

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

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint s;
float rough, valley;

float peak(ivec2 c) {
    vec2 f = vec2(c);
    float h = 1.5 * noise(f * 0.31, s) * noise(f * 0.11 + 5.0, s + 1U) + 0.35 * hash(c, s);
    return rough * h * mix(1.0, smoothstep(0.5, 4.0, abs(f.x - 0.5)), valley);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.5) + 8600U;
    rough = 1.8 + 2.2 * rnd(s, 1);
    valley = rnd(s, 2) < 0.5 ? 1.0 : 0.0;
    float way = (valley > 0.5 ? 0.7 : 6.28) * (rnd(s, 3) - 0.5);
    vec3 ro = vec3(valley > 0.5 ? 0.5 : 30.0 * rnd(s, 4), 0.0, 40.0 * rnd(s, 5) + 2.5 * iTime);
    ro.y = (valley > 0.5 ? 0.7 : rough * 1.2 + 0.4) + 2.0 * rnd(s, 6);
    vec3 rd = look(rot(0.3 * (rnd(s, 7) - 0.5)) * p, ro, ro + vec3(sin(way), -0.12 - 0.12 * ro.y * rnd(s, 8), cos(way)), 0.9 + 0.6 * rnd(s, 9));
    bool paper = rnd(s, 10) < 0.25;
    vec3 wire = hsv(rnd(s, 11), 0.75, 1.0), deep = paper ? vec3(0.95, 0.93, 0.88) : hsv(rnd(s, 12), 0.8, 0.1), hot = hsv(rnd(s, 11) + 0.25 + 0.3 * rnd(s, 13), 0.75, 1.0);
    if (paper) wire *= 0.5;
    vec3 sky = mix(mix(hot, deep, paper ? 0.7 : 0.45), deep, smoothstep(0.0, 0.45, rd.y));
    vec3 to = normalize(vec3(sin(way + 0.3 * (rnd(s, 14) - 0.5)), 0.16, cos(way)));
    vec2 d2 = vec2(dot(rd - to, vec3(to.z, 0.0, -to.x)), rd.y - to.y);
    float disc = length(d2) - 0.16 - 0.12 * rnd(s, 15);
    if (rnd(s, 16) < 0.75) {
        float cut = step(0.5 + 1.6 * d2.y, fract(d2.y * 22.0 - iTime));
        vec3 sun = mix(hot, vec3(1.0, 0.9, 0.4), clamp(0.5 + 2.5 * d2.y, 0.0, 1.0));
        sky = mix(sky, sun, (1.0 - smoothstep(-0.004, 0.004, disc)) * (1.0 - 0.9 * cut * step(d2.y, 0.05)));
        if (!paper) sky += hot * 0.3 * exp(-7.0 * max(disc, 0.0));
    }
    if (!paper) { vec2 g = rd.xy / max(abs(rd.z), 0.1) * 30.0; sky += step(0.96, hash(ivec2(floor(g)), s)) * (1.0 - smoothstep(0.05, 0.2, length(fract(g) - 0.5))) * smoothstep(0.05, 0.3, rd.y); }
    vec2 inv = 1.0 / (rd.xz + vec2(lessThan(abs(rd.xz), vec2(1e-5))) * 1e-4), f = floor(ro.xz), side = sign(inv), next = (f + max(side, 0.0) - ro.xz) * inv;
    ivec2 c = ivec2(f);
    float t = 0.0, found = 0.0, edge = 9.0;
    vec3 n = vec3(0.0, 1.0, 0.0), hit = vec3(0.0);
    for (int i = 0; i < 40; i++) {
        float leave = min(next.x, next.y);
        float h00 = peak(c), h10 = peak(c + ivec2(1, 0)), h01 = peak(c + ivec2(0, 1)), h11 = peak(c + ivec2(1, 1));
        vec2 o = vec2(c);
        for (int j = 0; j < 2; j++) {
            vec3 m = j == 0 ? vec3(h00 - h10, 1.0, h00 - h01) : vec3(h01 - h11, 1.0, h10 - h11);
            float base = j == 0 ? h00 : h11, den = dot(m, rd);
            vec3 at = j == 0 ? vec3(o.x, base, o.y) : vec3(o.x + 1.0, base, o.y + 1.0);
            float tt = dot(m, at - ro) / (abs(den) < 1e-5 ? 1e-5 : den);
            vec3 q = ro + rd * tt;
            vec2 b = q.xz - o;
            bool in_ = b.x >= -1e-4 && b.y >= -1e-4 && b.x <= 1.0001 && b.y <= 1.0001 && (j == 0 ? b.x + b.y <= 1.0 : b.x + b.y >= 1.0);
            if (in_ && tt > 0.02 && (found < 0.5 || tt < t)) {
                t = tt;
                found = 1.0;
                n = normalize(m);
                hit = q;
                edge = min(min(min(b.x, 1.0 - b.x), min(b.y, 1.0 - b.y)), abs(b.x + b.y - 1.0) * 0.7071);
            }
        }
        if (found > 0.5) break;
        if (ro.y + rd.y * leave > 3.2 * rough && rd.y > 0.0) break;
        if (next.x < next.y) { c.x += int(side.x); next.x += abs(inv.x); }
        else { c.y += int(side.y); next.y += abs(inv.y); }
    }
    vec3 col = sky;
    if (found > 0.5) {
        float style = rnd(s, 17), haze = exp(-0.06 * t), w = (0.009 + 0.0018 * t) * (paper ? 1.0 : 1.3), height = hit.y / rough;
        float lit = max(dot(n, normalize(vec3(0.6, 0.7, -0.3))), 0.0);
        vec3 face = style < 0.4 ? deep * 0.6 : style < 0.7 ? mix(dye(s, s + 2U), dye(s, s + 3U), clamp(height, 0.0, 1.0)) * (0.15 + 0.8 * lit) : deep + wire * 0.2 * lit;
        if (paper) face = mix(deep, dye(s, s + 2U), style < 0.4 ? 0.0 : 0.7) * (0.55 + 0.5 * lit);
        float line = 1.0 - smoothstep(w * 0.5, w * 1.5, edge);
        vec3 ink = mix(wire, hot, clamp(height * 1.1, 0.0, 1.0) * step(0.4, rnd(s, 18)));
        col = mix(face, ink, line);
        if (!paper) col += ink * 0.16 * exp(-edge * 16.0);
        float scan = fract(hit.z * 0.12 - iTime * 1.5);
        if (!paper && rnd(s, 19) < 0.5) col += hot * 0.5 * exp(-40.0 * scan);
        col = mix(mix(sky, hot, paper ? 0.0 : 0.1), col, haze);
    }
    float lon = atan(rd.x, rd.z + (abs(rd.z) < 1e-4 ? 1e-4 : 0.0)) * 3.0 + 20.0 * rnd(s, 20), li = floor(lon);
    uint k = cell(ivec2(int(li), 5), s);
    vec2 o = vec2((lon - li - 0.5) / 3.0, rd.y - 0.3 - 0.15 * rnd(k, 1));
    if (rnd(k, 2) < 0.35 && found < 0.5) {
        o = rot(iTime * (rnd(k, 3) - 0.5) * 3.0) * o;
        float r = 0.07 + 0.05 * rnd(k, 4), sides = 3.0 + floor(4.0 * rnd(k, 5)), part = 6.2832 / sides, a = mod(atan(o.y, o.x + 1e-5), part) - 0.5 * part, l = length(o);
        float shape = abs(l * cos(a) - r) - 0.003, spoke = max(abs(l * sin(abs(a) - 0.5 * part)) - 0.003, l * cos(a) - r);
        col = mix(col, paper ? wire : vec3(1.0), 1.0 - smoothstep(0.0, 0.005, min(shape, spoke)));
        if (!paper) col += wire * 0.3 * exp(-60.0 * max(min(shape, spoke), 0.0));
    }
    fragColor = vec4(film(col * (paper ? 1.5 : 1.35)), 1.0);
}
